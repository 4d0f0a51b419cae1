declare <4 x float> @llvm.fma.v4f32(<4 x float>, <4 x float>, <4 x float>)
declare <4 x float> @llvm.masked.load.v4f32.p0(ptr, i32, <4 x i1>, <4 x float>)
declare void @llvm.masked.store.v4f32.p0(<4 x float>, ptr, i32, <4 x i1>)
declare <4 x float> @llvm.masked.gather.v4f32.v4p0(<4 x ptr>, i32, <4 x i1>, <4 x float>)

define void @kernel(ptr noalias %context, i64 %first, i64 %last) {
entry:
  %v1 = getelementptr i64, ptr %context, i64 0
  %v2 = load i64, ptr %v1, align 8
  %v3 = getelementptr i64, ptr %context, i64 1
  %v4 = load i64, ptr %v3, align 8
  %v5 = getelementptr ptr, ptr %context, i64 2
  %v6 = load ptr, ptr %v5, align 8
  %v7 = getelementptr ptr, ptr %context, i64 3
  %v8 = load ptr, ptr %v7, align 8
  %v9 = getelementptr ptr, ptr %context, i64 4
  %v10 = load ptr, ptr %v9, align 8
  %v11 = getelementptr ptr, ptr %context, i64 5
  %v12 = load ptr, ptr %v11, align 8
  %v13 = getelementptr ptr, ptr %context, i64 6
  %v14 = load ptr, ptr %v13, align 8
  %v15 = getelementptr ptr, ptr %context, i64 7
  %v16 = load ptr, ptr %v15, align 8
  %v17 = getelementptr ptr, ptr %context, i64 8
  %v18 = load ptr, ptr %v17, align 8
  %v19 = getelementptr ptr, ptr %context, i64 9
  %v20 = load ptr, ptr %v19, align 8
  %v21 = getelementptr ptr, ptr %context, i64 10
  %v22 = load ptr, ptr %v21, align 8
  %v23 = getelementptr ptr, ptr %context, i64 11
  %v24 = load ptr, ptr %v23, align 8
  %v25 = getelementptr ptr, ptr %context, i64 12
  %v26 = load ptr, ptr %v25, align 8
  %v27 = getelementptr ptr, ptr %context, i64 13
  %v28 = load ptr, ptr %v27, align 8
  %v29 = add nsw i64 %v2, %v4
  %v30 = sub i64 %v29, 1
  br label %b31
b31:
  %i34 = phi i64 [ %v2, %entry ], [ %v344, %b328 ]
  %v35 = icmp slt i64 %i34, %v4
  br i1 %v35, label %b32, label %b33
b32:
  %v36 = getelementptr i64, ptr %v6, i64 %i34
  %v37 = load i64, ptr %v36, align 8
  %v38 = getelementptr i64, ptr %v8, i64 %i34
  %v39 = load i64, ptr %v38, align 8
  %v40 = icmp slt i64 %last, %v39
  %v41 = select i1 %v40, i64 %last, i64 %v39
  %v42 = and i64 %i34, 1
  %v43 = icmp eq i64 %v42, 1
  %v44 = getelementptr i64, ptr %v10, i64 %i34
  %v45 = load i64, ptr %v44, align 8
  %v46 = icmp slt i64 %v45, %v41
  %v47 = select i1 %v46, i64 %v45, i64 %v41
  %v48 = icmp sgt i64 %first, %v47
  %v49 = select i1 %v48, i64 %first, i64 %v47
  %v50 = sub i64 %i34, 1
  %v51 = icmp sgt i64 %v50, 0
  %v52 = select i1 %v51, i64 %v50, i64 0
  %v53 = getelementptr i64, ptr %v6, i64 %v52
  %v54 = load i64, ptr %v53, align 8
  br label %b55
b55:
  %i58 = phi i64 [ 0, %b32 ], [ %v320, %b87 ]
  %v59 = icmp slt i64 %i58, 2
  br i1 %v59, label %b56, label %b57
b56:
  %v60 = icmp eq i64 %i58, 1
  %v61 = select i1 %v60, i64 %v49, i64 %first
  %v62 = select i1 %v60, i64 %v41, i64 %v49
  %v63 = mul i64 %v37, 2
  %v64 = getelementptr inbounds float, ptr %v14, i64 %v63
  %v65 = mul i64 %v54, 3
  %v66 = getelementptr inbounds float, ptr %v16, i64 %v65
  %v67 = select i1 %v60, ptr %v18, ptr %v66
  %v68 = mul i64 %v54, 3
  %v69 = getelementptr inbounds float, ptr %v20, i64 %v68
  %v70 = select i1 %v60, ptr %v22, ptr %v69
  %v71 = mul i64 %v37, 3
  %v72 = getelementptr inbounds float, ptr %v16, i64 %v71
  %v73 = mul i64 %v37, 3
  %v74 = getelementptr inbounds float, ptr %v20, i64 %v73
  %v75 = mul i64 %v37, 12
  %v76 = getelementptr inbounds float, ptr %v24, i64 %v75
  %v77 = mul i64 %v37, 12
  %v78 = getelementptr inbounds float, ptr %v24, i64 %v77
  %v79 = getelementptr inbounds float, ptr %v78, i64 3
  %v80 = mul i64 %v37, 12
  %v81 = getelementptr inbounds float, ptr %v24, i64 %v80
  %v82 = getelementptr inbounds float, ptr %v81, i64 6
  %v83 = mul i64 %v37, 12
  %v84 = getelementptr inbounds float, ptr %v24, i64 %v83
  %v85 = getelementptr inbounds float, ptr %v84, i64 9
  %v88 = icmp slt i64 %v61, %v62
  br i1 %v88, label %b86, label %b87
b86:
  %v89 = sub i64 %v62, %v61
  %v91 = add i64 %v89, 0
  %v92 = udiv i64 %v91, 1
  %v93 = udiv i64 %v89, %v92
  %v94 = mul i64 %v93, %v92
  %v95 = sub i64 %v89, %v94
  br label %b96
b96:
  %i99 = phi i64 [ 0, %b86 ], [ %v319, %b110 ]
  %v100 = icmp slt i64 %i99, %v92
  br i1 %v100, label %b97, label %b98
b97:
  %v101 = mul i64 %i99, %v93
  %v102 = icmp slt i64 %i99, %v95
  %v103 = select i1 %v102, i64 %i99, i64 %v95
  %v104 = add nsw i64 %v101, %v103
  %v105 = icmp slt i64 %i99, %v95
  %v106 = zext i1 %v105 to i64
  %v107 = add nsw i64 %v93, %v106
  %v108 = add nsw i64 %v61, %v104
  switch i64 %v107, label %b110 [ i64 1, label %b109 ]
b109:
  %v111 = load <4 x float>, ptr %v12, align 4
  %v112 = getelementptr inbounds float, ptr %v12, i64 4
  %v113 = load <4 x float>, ptr %v112, align 4
  %v114 = getelementptr inbounds float, ptr %v12, i64 8
  %v115 = load <4 x float>, ptr %v114, align 4
  %v116 = getelementptr inbounds float, ptr %v12, i64 12
  %v117 = load <4 x float>, ptr %v116, align 4
  %v118 = mul i64 %v108, 2
  %v119 = getelementptr inbounds float, ptr %v64, i64 %v118
  %v120 = getelementptr inbounds float, ptr %v12, i64 16
  %v121 = mul i64 0, 8
  %v122 = getelementptr inbounds float, ptr %v120, i64 %v121
  %v123 = load float, ptr %v119, align 4
  %v124 = insertelement <4 x float> poison, float %v123, i32 0
  %v125 = shufflevector <4 x float> %v124, <4 x float> poison, <4 x i32> zeroinitializer
  %v126 = load <4 x float>, ptr %v122, align 4
  %v127 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v125, <4 x float> %v126, <4 x float> %v111)
  %v128 = getelementptr inbounds float, ptr %v122, i64 4
  %v129 = load <4 x float>, ptr %v128, align 4
  %v130 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v125, <4 x float> %v129, <4 x float> %v113)
  %v131 = getelementptr inbounds float, ptr %v122, i64 8
  %v132 = load <4 x float>, ptr %v131, align 4
  %v133 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v125, <4 x float> %v132, <4 x float> %v115)
  %v134 = getelementptr inbounds float, ptr %v122, i64 12
  %v135 = load <4 x float>, ptr %v134, align 4
  %v136 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v125, <4 x float> %v135, <4 x float> %v117)
  %v137 = getelementptr inbounds float, ptr %v119, i64 1
  %v138 = load float, ptr %v137, align 4
  %v139 = insertelement <4 x float> poison, float %v138, i32 0
  %v140 = shufflevector <4 x float> %v139, <4 x float> poison, <4 x i32> zeroinitializer
  %v141 = getelementptr inbounds float, ptr %v122, i64 16
  %v142 = load <4 x float>, ptr %v141, align 4
  %v143 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v140, <4 x float> %v142, <4 x float> %v127)
  %v144 = getelementptr inbounds float, ptr %v122, i64 20
  %v145 = load <4 x float>, ptr %v144, align 4
  %v146 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v140, <4 x float> %v145, <4 x float> %v130)
  %v147 = getelementptr inbounds float, ptr %v122, i64 24
  %v148 = load <4 x float>, ptr %v147, align 4
  %v149 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v140, <4 x float> %v148, <4 x float> %v133)
  %v150 = getelementptr inbounds float, ptr %v122, i64 28
  %v151 = load <4 x float>, ptr %v150, align 4
  %v152 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v140, <4 x float> %v151, <4 x float> %v136)
  %v153 = mul i64 %v108, 3
  %v154 = getelementptr inbounds float, ptr %v67, i64 %v153
  %v155 = getelementptr inbounds float, ptr %v12, i64 48
  %v156 = mul i64 0, 12
  %v157 = getelementptr inbounds float, ptr %v155, i64 %v156
  %v158 = load float, ptr %v154, align 4
  %v159 = insertelement <4 x float> poison, float %v158, i32 0
  %v160 = shufflevector <4 x float> %v159, <4 x float> poison, <4 x i32> zeroinitializer
  %v161 = load <4 x float>, ptr %v157, align 4
  %v162 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v160, <4 x float> %v161, <4 x float> %v143)
  %v163 = getelementptr inbounds float, ptr %v157, i64 4
  %v164 = load <4 x float>, ptr %v163, align 4
  %v165 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v160, <4 x float> %v164, <4 x float> %v146)
  %v166 = getelementptr inbounds float, ptr %v157, i64 8
  %v167 = load <4 x float>, ptr %v166, align 4
  %v168 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v160, <4 x float> %v167, <4 x float> %v149)
  %v169 = getelementptr inbounds float, ptr %v157, i64 12
  %v170 = load <4 x float>, ptr %v169, align 4
  %v171 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v160, <4 x float> %v170, <4 x float> %v152)
  %v172 = getelementptr inbounds float, ptr %v154, i64 1
  %v173 = load float, ptr %v172, align 4
  %v174 = insertelement <4 x float> poison, float %v173, i32 0
  %v175 = shufflevector <4 x float> %v174, <4 x float> poison, <4 x i32> zeroinitializer
  %v176 = getelementptr inbounds float, ptr %v157, i64 16
  %v177 = load <4 x float>, ptr %v176, align 4
  %v178 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v175, <4 x float> %v177, <4 x float> %v162)
  %v179 = getelementptr inbounds float, ptr %v157, i64 20
  %v180 = load <4 x float>, ptr %v179, align 4
  %v181 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v175, <4 x float> %v180, <4 x float> %v165)
  %v182 = getelementptr inbounds float, ptr %v157, i64 24
  %v183 = load <4 x float>, ptr %v182, align 4
  %v184 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v175, <4 x float> %v183, <4 x float> %v168)
  %v185 = getelementptr inbounds float, ptr %v157, i64 28
  %v186 = load <4 x float>, ptr %v185, align 4
  %v187 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v175, <4 x float> %v186, <4 x float> %v171)
  %v188 = getelementptr inbounds float, ptr %v154, i64 2
  %v189 = load float, ptr %v188, align 4
  %v190 = insertelement <4 x float> poison, float %v189, i32 0
  %v191 = shufflevector <4 x float> %v190, <4 x float> poison, <4 x i32> zeroinitializer
  %v192 = getelementptr inbounds float, ptr %v157, i64 32
  %v193 = load <4 x float>, ptr %v192, align 4
  %v194 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v191, <4 x float> %v193, <4 x float> %v178)
  %v195 = getelementptr inbounds float, ptr %v157, i64 36
  %v196 = load <4 x float>, ptr %v195, align 4
  %v197 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v191, <4 x float> %v196, <4 x float> %v181)
  %v198 = getelementptr inbounds float, ptr %v157, i64 40
  %v199 = load <4 x float>, ptr %v198, align 4
  %v200 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v191, <4 x float> %v199, <4 x float> %v184)
  %v201 = getelementptr inbounds float, ptr %v157, i64 44
  %v202 = load <4 x float>, ptr %v201, align 4
  %v203 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v191, <4 x float> %v202, <4 x float> %v187)
  %v204 = mul i64 %v108, 3
  %v205 = getelementptr inbounds float, ptr %v70, i64 %v204
  %v206 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v205, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>, <4 x float> zeroinitializer)
  %v207 = fcmp ogt <4 x float> %v194, <float 0x4055A66660000000, float 0x4055A66660000000, float 0x4055A66660000000, float 0x4055A66660000000>
  %v208 = select <4 x i1> %v207, <4 x float> <float 0x4055A66660000000, float 0x4055A66660000000, float 0x4055A66660000000, float 0x4055A66660000000>, <4 x float> %v194
  %v209 = fcmp olt <4 x float> %v208, <float 0xC0562EB860000000, float 0xC0562EB860000000, float 0xC0562EB860000000, float 0xC0562EB860000000>
  %v210 = select <4 x i1> %v209, <4 x float> <float 0xC0562EB860000000, float 0xC0562EB860000000, float 0xC0562EB860000000, float 0xC0562EB860000000>, <4 x float> %v208
  %v211 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v210, <4 x float> <float 0xBFF7154760000000, float 0xBFF7154760000000, float 0xBFF7154760000000, float 0xBFF7154760000000>, <4 x float> <float 0x4168000FE0000000, float 0x4168000FE0000000, float 0x4168000FE0000000, float 0x4168000FE0000000>)
  %v212 = fsub <4 x float> %v211, <float 0x4168000FE0000000, float 0x4168000FE0000000, float 0x4168000FE0000000, float 0x4168000FE0000000>
  %v213 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v212, <4 x float> <float 0x3FE62E4300000000, float 0x3FE62E4300000000, float 0x3FE62E4300000000, float 0x3FE62E4300000000>, <4 x float> %v210)
  %v214 = bitcast <4 x float> %v211 to <4 x i32>
  %v215 = shl <4 x i32> %v214, <i32 23, i32 23, i32 23, i32 23>
  %v216 = bitcast <4 x i32> %v215 to <4 x float>
  %v217 = call <4 x float> @llvm.fma.v4f32(<4 x float> <float 0x3F56BEC060000000, float 0x3F56BEC060000000, float 0x3F56BEC060000000, float 0x3F56BEC060000000>, <4 x float> %v213, <4 x float> <float 0xBF81227760000000, float 0xBF81227760000000, float 0xBF81227760000000, float 0xBF81227760000000>)
  %v218 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v217, <4 x float> %v213, <4 x float> <float 0x3FA5556740000000, float 0x3FA5556740000000, float 0x3FA5556740000000, float 0x3FA5556740000000>)
  %v219 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v218, <4 x float> %v213, <4 x float> <float 0xBFC5554B00000000, float 0xBFC5554B00000000, float 0xBFC5554B00000000, float 0xBFC5554B00000000>)
  %v220 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v219, <4 x float> %v213, <4 x float> <float 0x3FDFFFFFE0000000, float 0x3FDFFFFFE0000000, float 0x3FDFFFFFE0000000, float 0x3FDFFFFFE0000000>)
  %v221 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v220, <4 x float> %v213, <4 x float> <float 0xBFF0000000000000, float 0xBFF0000000000000, float 0xBFF0000000000000, float 0xBFF0000000000000>)
  %v222 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v213, <4 x float> %v221, <4 x float> <float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000>)
  %v223 = fmul <4 x float> %v216, %v222
  %v224 = fadd <4 x float> %v223, <float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000>
  %v225 = fdiv <4 x float> <float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000>, %v224
  %v226 = fcmp ogt <4 x float> %v200, <float 0x4055A66660000000, float 0x4055A66660000000, float 0x4055A66660000000, float 0x4055A66660000000>
  %v227 = select <4 x i1> %v226, <4 x float> <float 0x4055A66660000000, float 0x4055A66660000000, float 0x4055A66660000000, float 0x4055A66660000000>, <4 x float> %v200
  %v228 = fcmp olt <4 x float> %v227, <float 0xC0562EB860000000, float 0xC0562EB860000000, float 0xC0562EB860000000, float 0xC0562EB860000000>
  %v229 = select <4 x i1> %v228, <4 x float> <float 0xC0562EB860000000, float 0xC0562EB860000000, float 0xC0562EB860000000, float 0xC0562EB860000000>, <4 x float> %v227
  %v230 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v229, <4 x float> <float 0xBFF7154760000000, float 0xBFF7154760000000, float 0xBFF7154760000000, float 0xBFF7154760000000>, <4 x float> <float 0x4168000FE0000000, float 0x4168000FE0000000, float 0x4168000FE0000000, float 0x4168000FE0000000>)
  %v231 = fsub <4 x float> %v230, <float 0x4168000FE0000000, float 0x4168000FE0000000, float 0x4168000FE0000000, float 0x4168000FE0000000>
  %v232 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v231, <4 x float> <float 0x3FE62E4300000000, float 0x3FE62E4300000000, float 0x3FE62E4300000000, float 0x3FE62E4300000000>, <4 x float> %v229)
  %v233 = bitcast <4 x float> %v230 to <4 x i32>
  %v234 = shl <4 x i32> %v233, <i32 23, i32 23, i32 23, i32 23>
  %v235 = bitcast <4 x i32> %v234 to <4 x float>
  %v236 = call <4 x float> @llvm.fma.v4f32(<4 x float> <float 0x3F56BEC060000000, float 0x3F56BEC060000000, float 0x3F56BEC060000000, float 0x3F56BEC060000000>, <4 x float> %v232, <4 x float> <float 0xBF81227760000000, float 0xBF81227760000000, float 0xBF81227760000000, float 0xBF81227760000000>)
  %v237 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v236, <4 x float> %v232, <4 x float> <float 0x3FA5556740000000, float 0x3FA5556740000000, float 0x3FA5556740000000, float 0x3FA5556740000000>)
  %v238 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v237, <4 x float> %v232, <4 x float> <float 0xBFC5554B00000000, float 0xBFC5554B00000000, float 0xBFC5554B00000000, float 0xBFC5554B00000000>)
  %v239 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v238, <4 x float> %v232, <4 x float> <float 0x3FDFFFFFE0000000, float 0x3FDFFFFFE0000000, float 0x3FDFFFFFE0000000, float 0x3FDFFFFFE0000000>)
  %v240 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v239, <4 x float> %v232, <4 x float> <float 0xBFF0000000000000, float 0xBFF0000000000000, float 0xBFF0000000000000, float 0xBFF0000000000000>)
  %v241 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v232, <4 x float> %v240, <4 x float> <float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000>)
  %v242 = fmul <4 x float> %v235, %v241
  %v243 = fadd <4 x float> %v242, <float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000>
  %v244 = fdiv <4 x float> <float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000>, %v243
  %v245 = fcmp ogt <4 x float> %v203, <float 0x4023000000000000, float 0x4023000000000000, float 0x4023000000000000, float 0x4023000000000000>
  %v246 = select <4 x i1> %v245, <4 x float> <float 0x4023000000000000, float 0x4023000000000000, float 0x4023000000000000, float 0x4023000000000000>, <4 x float> %v203
  %v247 = fcmp olt <4 x float> %v246, <float 0xC023000000000000, float 0xC023000000000000, float 0xC023000000000000, float 0xC023000000000000>
  %v248 = select <4 x i1> %v247, <4 x float> <float 0xC023000000000000, float 0xC023000000000000, float 0xC023000000000000, float 0xC023000000000000>, <4 x float> %v246
  %v249 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v248, <4 x float> <float 0x4007154760000000, float 0x4007154760000000, float 0x4007154760000000, float 0x4007154760000000>, <4 x float> <float 0x4168000FE0000000, float 0x4168000FE0000000, float 0x4168000FE0000000, float 0x4168000FE0000000>)
  %v250 = fsub <4 x float> %v249, <float 0x4168000FE0000000, float 0x4168000FE0000000, float 0x4168000FE0000000, float 0x4168000FE0000000>
  %v251 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v250, <4 x float> <float 0xBFD62E4300000000, float 0xBFD62E4300000000, float 0xBFD62E4300000000, float 0xBFD62E4300000000>, <4 x float> %v248)
  %v252 = bitcast <4 x float> %v249 to <4 x i32>
  %v253 = shl <4 x i32> %v252, <i32 23, i32 23, i32 23, i32 23>
  %v254 = bitcast <4 x i32> %v253 to <4 x float>
  %v255 = call <4 x float> @llvm.fma.v4f32(<4 x float> <float 0x3FB6BEC060000000, float 0x3FB6BEC060000000, float 0x3FB6BEC060000000, float 0x3FB6BEC060000000>, <4 x float> %v251, <4 x float> <float 0x3FD1227760000000, float 0x3FD1227760000000, float 0x3FD1227760000000, float 0x3FD1227760000000>)
  %v256 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v255, <4 x float> %v251, <4 x float> <float 0x3FE5556740000000, float 0x3FE5556740000000, float 0x3FE5556740000000, float 0x3FE5556740000000>)
  %v257 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v256, <4 x float> %v251, <4 x float> <float 0x3FF5554B00000000, float 0x3FF5554B00000000, float 0x3FF5554B00000000, float 0x3FF5554B00000000>)
  %v258 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v257, <4 x float> %v251, <4 x float> <float 0x3FFFFFFFE0000000, float 0x3FFFFFFFE0000000, float 0x3FFFFFFFE0000000, float 0x3FFFFFFFE0000000>)
  %v259 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v258, <4 x float> %v251, <4 x float> <float 0x4000000000000000, float 0x4000000000000000, float 0x4000000000000000, float 0x4000000000000000>)
  %v260 = fmul <4 x float> %v251, %v259
  %v261 = fsub <4 x float> %v254, <float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000>
  %v262 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v254, <4 x float> %v260, <4 x float> %v261)
  %v263 = fadd <4 x float> %v262, <float 0x4000000000000000, float 0x4000000000000000, float 0x4000000000000000, float 0x4000000000000000>
  %v264 = fdiv <4 x float> %v262, %v263
  %v265 = fmul <4 x float> %v244, %v264
  %v266 = fcmp ogt <4 x float> %v197, <float 0x4055A66660000000, float 0x4055A66660000000, float 0x4055A66660000000, float 0x4055A66660000000>
  %v267 = select <4 x i1> %v266, <4 x float> <float 0x4055A66660000000, float 0x4055A66660000000, float 0x4055A66660000000, float 0x4055A66660000000>, <4 x float> %v197
  %v268 = fcmp olt <4 x float> %v267, <float 0xC0562EB860000000, float 0xC0562EB860000000, float 0xC0562EB860000000, float 0xC0562EB860000000>
  %v269 = select <4 x i1> %v268, <4 x float> <float 0xC0562EB860000000, float 0xC0562EB860000000, float 0xC0562EB860000000, float 0xC0562EB860000000>, <4 x float> %v267
  %v270 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v269, <4 x float> <float 0xBFF7154760000000, float 0xBFF7154760000000, float 0xBFF7154760000000, float 0xBFF7154760000000>, <4 x float> <float 0x4168000FE0000000, float 0x4168000FE0000000, float 0x4168000FE0000000, float 0x4168000FE0000000>)
  %v271 = fsub <4 x float> %v270, <float 0x4168000FE0000000, float 0x4168000FE0000000, float 0x4168000FE0000000, float 0x4168000FE0000000>
  %v272 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v271, <4 x float> <float 0x3FE62E4300000000, float 0x3FE62E4300000000, float 0x3FE62E4300000000, float 0x3FE62E4300000000>, <4 x float> %v269)
  %v273 = bitcast <4 x float> %v270 to <4 x i32>
  %v274 = shl <4 x i32> %v273, <i32 23, i32 23, i32 23, i32 23>
  %v275 = bitcast <4 x i32> %v274 to <4 x float>
  %v276 = call <4 x float> @llvm.fma.v4f32(<4 x float> <float 0x3F56BEC060000000, float 0x3F56BEC060000000, float 0x3F56BEC060000000, float 0x3F56BEC060000000>, <4 x float> %v272, <4 x float> <float 0xBF81227760000000, float 0xBF81227760000000, float 0xBF81227760000000, float 0xBF81227760000000>)
  %v277 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v276, <4 x float> %v272, <4 x float> <float 0x3FA5556740000000, float 0x3FA5556740000000, float 0x3FA5556740000000, float 0x3FA5556740000000>)
  %v278 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v277, <4 x float> %v272, <4 x float> <float 0xBFC5554B00000000, float 0xBFC5554B00000000, float 0xBFC5554B00000000, float 0xBFC5554B00000000>)
  %v279 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v278, <4 x float> %v272, <4 x float> <float 0x3FDFFFFFE0000000, float 0x3FDFFFFFE0000000, float 0x3FDFFFFFE0000000, float 0x3FDFFFFFE0000000>)
  %v280 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v279, <4 x float> %v272, <4 x float> <float 0xBFF0000000000000, float 0xBFF0000000000000, float 0xBFF0000000000000, float 0xBFF0000000000000>)
  %v281 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v272, <4 x float> %v280, <4 x float> <float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000>)
  %v282 = fmul <4 x float> %v275, %v281
  %v283 = fadd <4 x float> %v282, <float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000>
  %v284 = fdiv <4 x float> <float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000>, %v283
  %v285 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v284, <4 x float> %v206, <4 x float> %v265)
  %v286 = fcmp ogt <4 x float> %v285, <float 0x4023000000000000, float 0x4023000000000000, float 0x4023000000000000, float 0x4023000000000000>
  %v287 = select <4 x i1> %v286, <4 x float> <float 0x4023000000000000, float 0x4023000000000000, float 0x4023000000000000, float 0x4023000000000000>, <4 x float> %v285
  %v288 = fcmp olt <4 x float> %v287, <float 0xC023000000000000, float 0xC023000000000000, float 0xC023000000000000, float 0xC023000000000000>
  %v289 = select <4 x i1> %v288, <4 x float> <float 0xC023000000000000, float 0xC023000000000000, float 0xC023000000000000, float 0xC023000000000000>, <4 x float> %v287
  %v290 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v289, <4 x float> <float 0x4007154760000000, float 0x4007154760000000, float 0x4007154760000000, float 0x4007154760000000>, <4 x float> <float 0x4168000FE0000000, float 0x4168000FE0000000, float 0x4168000FE0000000, float 0x4168000FE0000000>)
  %v291 = fsub <4 x float> %v290, <float 0x4168000FE0000000, float 0x4168000FE0000000, float 0x4168000FE0000000, float 0x4168000FE0000000>
  %v292 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v291, <4 x float> <float 0xBFD62E4300000000, float 0xBFD62E4300000000, float 0xBFD62E4300000000, float 0xBFD62E4300000000>, <4 x float> %v289)
  %v293 = bitcast <4 x float> %v290 to <4 x i32>
  %v294 = shl <4 x i32> %v293, <i32 23, i32 23, i32 23, i32 23>
  %v295 = bitcast <4 x i32> %v294 to <4 x float>
  %v296 = call <4 x float> @llvm.fma.v4f32(<4 x float> <float 0x3FB6BEC060000000, float 0x3FB6BEC060000000, float 0x3FB6BEC060000000, float 0x3FB6BEC060000000>, <4 x float> %v292, <4 x float> <float 0x3FD1227760000000, float 0x3FD1227760000000, float 0x3FD1227760000000, float 0x3FD1227760000000>)
  %v297 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v296, <4 x float> %v292, <4 x float> <float 0x3FE5556740000000, float 0x3FE5556740000000, float 0x3FE5556740000000, float 0x3FE5556740000000>)
  %v298 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v297, <4 x float> %v292, <4 x float> <float 0x3FF5554B00000000, float 0x3FF5554B00000000, float 0x3FF5554B00000000, float 0x3FF5554B00000000>)
  %v299 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v298, <4 x float> %v292, <4 x float> <float 0x3FFFFFFFE0000000, float 0x3FFFFFFFE0000000, float 0x3FFFFFFFE0000000, float 0x3FFFFFFFE0000000>)
  %v300 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v299, <4 x float> %v292, <4 x float> <float 0x4000000000000000, float 0x4000000000000000, float 0x4000000000000000, float 0x4000000000000000>)
  %v301 = fmul <4 x float> %v292, %v300
  %v302 = fsub <4 x float> %v295, <float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000>
  %v303 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v295, <4 x float> %v301, <4 x float> %v302)
  %v304 = fadd <4 x float> %v303, <float 0x4000000000000000, float 0x4000000000000000, float 0x4000000000000000, float 0x4000000000000000>
  %v305 = fdiv <4 x float> %v303, %v304
  %v306 = fmul <4 x float> %v225, %v305
  %v307 = mul i64 %v108, 3
  %v308 = getelementptr inbounds float, ptr %v72, i64 %v307
  call void @llvm.masked.store.v4f32.p0(<4 x float> %v306, ptr %v308, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>)
  %v309 = mul i64 %v108, 3
  %v310 = getelementptr inbounds float, ptr %v74, i64 %v309
  call void @llvm.masked.store.v4f32.p0(<4 x float> %v285, ptr %v310, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>)
  %v311 = mul i64 %v108, 12
  %v312 = getelementptr inbounds float, ptr %v76, i64 %v311
  call void @llvm.masked.store.v4f32.p0(<4 x float> %v225, ptr %v312, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>)
  %v313 = mul i64 %v108, 12
  %v314 = getelementptr inbounds float, ptr %v79, i64 %v313
  call void @llvm.masked.store.v4f32.p0(<4 x float> %v284, ptr %v314, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>)
  %v315 = mul i64 %v108, 12
  %v316 = getelementptr inbounds float, ptr %v82, i64 %v315
  call void @llvm.masked.store.v4f32.p0(<4 x float> %v244, ptr %v316, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>)
  %v317 = mul i64 %v108, 12
  %v318 = getelementptr inbounds float, ptr %v85, i64 %v317
  call void @llvm.masked.store.v4f32.p0(<4 x float> %v264, ptr %v318, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>)
  br label %b110
b110:
  %v319 = add nsw i64 %i99, 1
  br label %b96
b98:
  br label %b90
b90:
  br label %b87
b87:
  %v320 = add nsw i64 %i58, 1
  br label %b55
b57:
  %v321 = add i64 %i34, 1
  %v322 = getelementptr i64, ptr %v10, i64 %v321
  %v323 = load i64, ptr %v322, align 8
  %v324 = icmp sgt i64 %first, %v323
  %v325 = select i1 %v324, i64 %first, i64 %v323
  br label %b326
b326:
  %i329 = phi i64 [ %v325, %b57 ], [ %v343, %b327 ]
  %v330 = icmp slt i64 %i329, %v41
  br i1 %v330, label %b327, label %b328
b327:
  %v331 = add nsw i64 %v37, %i329
  %v332 = mul i64 %v331, 3
  %v333 = getelementptr inbounds float, ptr %v16, i64 %v332
  %v334 = mul i64 %i329, 3
  %v335 = getelementptr inbounds float, ptr %v26, i64 %v334
  %v336 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v333, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>, <4 x float> zeroinitializer)
  call void @llvm.masked.store.v4f32.p0(<4 x float> %v336, ptr %v335, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>)
  %v337 = add nsw i64 %v37, %i329
  %v338 = mul i64 %v337, 3
  %v339 = getelementptr inbounds float, ptr %v20, i64 %v338
  %v340 = mul i64 %i329, 3
  %v341 = getelementptr inbounds float, ptr %v28, i64 %v340
  %v342 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v339, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>, <4 x float> zeroinitializer)
  call void @llvm.masked.store.v4f32.p0(<4 x float> %v342, ptr %v341, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>)
  %v343 = add nsw i64 %i329, 1
  br label %b326
b328:
  %v344 = add nsw i64 %i34, 1
  br label %b31
b33:
  ret void
}

define void @pack(ptr noalias %context) {
entry:
  %v1 = getelementptr ptr, ptr %context, i64 0
  %v2 = load ptr, ptr %v1, align 8
  %v3 = getelementptr ptr, ptr %context, i64 1
  %v4 = load ptr, ptr %v3, align 8
  %v5 = getelementptr ptr, ptr %context, i64 2
  %v6 = load ptr, ptr %v5, align 8
  %v7 = getelementptr ptr, ptr %context, i64 3
  %v8 = load ptr, ptr %v7, align 8
  %v9 = getelementptr ptr, ptr %context, i64 4
  %v10 = load ptr, ptr %v9, align 8
  %v11 = getelementptr inbounds float, ptr %v2, i64 16
  %v12 = mul i64 0, 8
  %v13 = getelementptr inbounds float, ptr %v11, i64 %v12
  br label %b14
b14:
  %i17 = phi i64 [ 0, %entry ], [ %v50, %b15 ]
  %v18 = icmp slt i64 %i17, 2
  br i1 %v18, label %b15, label %b16
b15:
  %v19 = mul i64 9, 2
  %v20 = getelementptr inbounds float, ptr %v4, i64 %v19
  %v21 = getelementptr inbounds float, ptr %v20, i64 %i17
  %v22 = getelementptr float, ptr %v21, <4 x i64> <i64 0, i64 2, i64 4, i64 6>
  %v23 = call <4 x float> @llvm.masked.gather.v4f32.v4p0(<4 x ptr> %v22, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>, <4 x float> zeroinitializer)
  %v24 = mul i64 %i17, 16
  %v25 = getelementptr inbounds float, ptr %v13, i64 %v24
  store <4 x float> %v23, ptr %v25, align 4
  %v26 = mul i64 3, 2
  %v27 = getelementptr inbounds float, ptr %v4, i64 %v26
  %v28 = getelementptr inbounds float, ptr %v27, i64 %i17
  %v29 = getelementptr float, ptr %v28, <4 x i64> <i64 0, i64 2, i64 4, i64 6>
  %v30 = call <4 x float> @llvm.masked.gather.v4f32.v4p0(<4 x ptr> %v29, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>, <4 x float> zeroinitializer)
  %v31 = mul i64 %i17, 16
  %v32 = getelementptr inbounds float, ptr %v13, i64 %v31
  %v33 = getelementptr inbounds float, ptr %v32, i64 4
  store <4 x float> %v30, ptr %v33, align 4
  %v34 = mul i64 0, 2
  %v35 = getelementptr inbounds float, ptr %v4, i64 %v34
  %v36 = getelementptr inbounds float, ptr %v35, i64 %i17
  %v37 = getelementptr float, ptr %v36, <4 x i64> <i64 0, i64 2, i64 4, i64 6>
  %v38 = call <4 x float> @llvm.masked.gather.v4f32.v4p0(<4 x ptr> %v37, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>, <4 x float> zeroinitializer)
  %v39 = mul i64 %i17, 16
  %v40 = getelementptr inbounds float, ptr %v13, i64 %v39
  %v41 = getelementptr inbounds float, ptr %v40, i64 8
  store <4 x float> %v38, ptr %v41, align 4
  %v42 = mul i64 6, 2
  %v43 = getelementptr inbounds float, ptr %v4, i64 %v42
  %v44 = getelementptr inbounds float, ptr %v43, i64 %i17
  %v45 = getelementptr float, ptr %v44, <4 x i64> <i64 0, i64 2, i64 4, i64 6>
  %v46 = call <4 x float> @llvm.masked.gather.v4f32.v4p0(<4 x ptr> %v45, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>, <4 x float> zeroinitializer)
  %v47 = mul i64 %i17, 16
  %v48 = getelementptr inbounds float, ptr %v13, i64 %v47
  %v49 = getelementptr inbounds float, ptr %v48, i64 12
  store <4 x float> %v46, ptr %v49, align 4
  %v50 = add nsw i64 %i17, 1
  br label %b14
b16:
  %v51 = getelementptr inbounds float, ptr %v2, i64 48
  %v52 = mul i64 0, 12
  %v53 = getelementptr inbounds float, ptr %v51, i64 %v52
  br label %b54
b54:
  %i57 = phi i64 [ 0, %b16 ], [ %v90, %b55 ]
  %v58 = icmp slt i64 %i57, 3
  br i1 %v58, label %b55, label %b56
b55:
  %v59 = mul i64 9, 3
  %v60 = getelementptr inbounds float, ptr %v8, i64 %v59
  %v61 = getelementptr inbounds float, ptr %v60, i64 %i57
  %v62 = getelementptr float, ptr %v61, <4 x i64> <i64 0, i64 3, i64 6, i64 9>
  %v63 = call <4 x float> @llvm.masked.gather.v4f32.v4p0(<4 x ptr> %v62, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>, <4 x float> zeroinitializer)
  %v64 = mul i64 %i57, 16
  %v65 = getelementptr inbounds float, ptr %v53, i64 %v64
  store <4 x float> %v63, ptr %v65, align 4
  %v66 = mul i64 3, 3
  %v67 = getelementptr inbounds float, ptr %v8, i64 %v66
  %v68 = getelementptr inbounds float, ptr %v67, i64 %i57
  %v69 = getelementptr float, ptr %v68, <4 x i64> <i64 0, i64 3, i64 6, i64 9>
  %v70 = call <4 x float> @llvm.masked.gather.v4f32.v4p0(<4 x ptr> %v69, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>, <4 x float> zeroinitializer)
  %v71 = mul i64 %i57, 16
  %v72 = getelementptr inbounds float, ptr %v53, i64 %v71
  %v73 = getelementptr inbounds float, ptr %v72, i64 4
  store <4 x float> %v70, ptr %v73, align 4
  %v74 = mul i64 0, 3
  %v75 = getelementptr inbounds float, ptr %v8, i64 %v74
  %v76 = getelementptr inbounds float, ptr %v75, i64 %i57
  %v77 = getelementptr float, ptr %v76, <4 x i64> <i64 0, i64 3, i64 6, i64 9>
  %v78 = call <4 x float> @llvm.masked.gather.v4f32.v4p0(<4 x ptr> %v77, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>, <4 x float> zeroinitializer)
  %v79 = mul i64 %i57, 16
  %v80 = getelementptr inbounds float, ptr %v53, i64 %v79
  %v81 = getelementptr inbounds float, ptr %v80, i64 8
  store <4 x float> %v78, ptr %v81, align 4
  %v82 = mul i64 6, 3
  %v83 = getelementptr inbounds float, ptr %v8, i64 %v82
  %v84 = getelementptr inbounds float, ptr %v83, i64 %i57
  %v85 = getelementptr float, ptr %v84, <4 x i64> <i64 0, i64 3, i64 6, i64 9>
  %v86 = call <4 x float> @llvm.masked.gather.v4f32.v4p0(<4 x ptr> %v85, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>, <4 x float> zeroinitializer)
  %v87 = mul i64 %i57, 16
  %v88 = getelementptr inbounds float, ptr %v53, i64 %v87
  %v89 = getelementptr inbounds float, ptr %v88, i64 12
  store <4 x float> %v86, ptr %v89, align 4
  %v90 = add nsw i64 %i57, 1
  br label %b54
b56:
  %v91 = getelementptr inbounds float, ptr %v6, i64 9
  %v92 = getelementptr inbounds float, ptr %v10, i64 9
  %v93 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v91, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>, <4 x float> zeroinitializer)
  %v94 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v92, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>, <4 x float> zeroinitializer)
  %v95 = fadd <4 x float> %v93, %v94
  store <4 x float> %v95, ptr %v2, align 4
  %v96 = getelementptr inbounds float, ptr %v6, i64 3
  %v97 = getelementptr inbounds float, ptr %v10, i64 3
  %v98 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v96, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>, <4 x float> zeroinitializer)
  %v99 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v97, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>, <4 x float> zeroinitializer)
  %v100 = fadd <4 x float> %v98, %v99
  %v101 = getelementptr inbounds float, ptr %v2, i64 4
  store <4 x float> %v100, ptr %v101, align 4
  %v102 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v6, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>, <4 x float> zeroinitializer)
  %v103 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v10, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>, <4 x float> zeroinitializer)
  %v104 = fadd <4 x float> %v102, %v103
  %v105 = getelementptr inbounds float, ptr %v2, i64 8
  store <4 x float> %v104, ptr %v105, align 4
  %v106 = getelementptr inbounds float, ptr %v6, i64 6
  %v107 = getelementptr inbounds float, ptr %v10, i64 6
  %v108 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v106, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>, <4 x float> zeroinitializer)
  %v109 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v107, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>, <4 x float> zeroinitializer)
  %v110 = fadd <4 x float> %v108, %v109
  %v111 = getelementptr inbounds float, ptr %v2, i64 12
  store <4 x float> %v110, ptr %v111, align 4
  ret void
}
