declare <4 x float> @llvm.masked.load.v4f32.p0(ptr, i32, <4 x i1>, <4 x float>)
declare <4 x float> @llvm.fma.v4f32(<4 x float>, <4 x float>, <4 x float>)
declare void @llvm.masked.store.v4f32.p0(<4 x float>, ptr, i32, <4 x i1>)

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
  %v27 = add nsw i64 %v2, %v4
  %v28 = sub i64 %v27, 1
  br label %b29
b29:
  %i32 = phi i64 [ %v2, %entry ], [ %v245, %b56 ]
  %v33 = icmp slt i64 %i32, %v4
  br i1 %v33, label %b30, label %b31
b30:
  %v34 = sub i64 %v28, %i32
  %v35 = getelementptr i64, ptr %v6, i64 %v34
  %v36 = load i64, ptr %v35, align 8
  %v37 = getelementptr i64, ptr %v8, i64 %v34
  %v38 = load i64, ptr %v37, align 8
  %v39 = icmp slt i64 %last, %v38
  %v40 = select i1 %v39, i64 %last, i64 %v38
  %v41 = and i64 %v34, 1
  %v42 = icmp eq i64 %v41, 1
  %v43 = getelementptr i64, ptr %v10, i64 %v34
  %v44 = load i64, ptr %v43, align 8
  %v45 = icmp slt i64 %v44, %v40
  %v46 = select i1 %v45, i64 %v44, i64 %v40
  %v47 = icmp sgt i64 %first, %v46
  %v48 = select i1 %v47, i64 %first, i64 %v46
  %v49 = sub i64 %v34, 1
  %v50 = icmp sgt i64 %v49, 0
  %v51 = select i1 %v50, i64 %v49, i64 0
  %v52 = getelementptr i64, ptr %v6, i64 %v51
  %v53 = load i64, ptr %v52, align 8
  br label %b54
b54:
  %i57 = phi i64 [ 0, %b30 ], [ %v244, %b94 ]
  %v58 = icmp slt i64 %i57, 2
  br i1 %v58, label %b55, label %b56
b55:
  %v59 = icmp eq i64 %i57, 1
  %v60 = select i1 %v59, i64 %v48, i64 %first
  %v61 = select i1 %v59, i64 %v40, i64 %v48
  %v62 = mul i64 %v36, 12
  %v63 = getelementptr inbounds float, ptr %v14, i64 %v62
  %v64 = mul i64 %v36, 3
  %v65 = getelementptr inbounds float, ptr %v16, i64 %v64
  %v66 = mul i64 %v36, 3
  %v67 = getelementptr inbounds float, ptr %v18, i64 %v66
  %v68 = mul i64 %v36, 12
  %v69 = getelementptr inbounds float, ptr %v14, i64 %v68
  %v70 = getelementptr inbounds float, ptr %v69, i64 9
  %v71 = mul i64 %v36, 12
  %v72 = getelementptr inbounds float, ptr %v14, i64 %v71
  %v73 = getelementptr inbounds float, ptr %v72, i64 6
  %v74 = mul i64 %v36, 12
  %v75 = getelementptr inbounds float, ptr %v14, i64 %v74
  %v76 = getelementptr inbounds float, ptr %v75, i64 3
  %v77 = mul i64 %v53, 3
  %v78 = getelementptr inbounds float, ptr %v16, i64 %v77
  %v79 = select i1 %v59, ptr %v24, ptr %v78
  %v80 = mul i64 %v36, 12
  %v81 = getelementptr inbounds float, ptr %v26, i64 %v80
  %v82 = mul i64 %v36, 12
  %v83 = getelementptr inbounds float, ptr %v26, i64 %v82
  %v84 = getelementptr inbounds float, ptr %v83, i64 3
  %v85 = mul i64 %v36, 12
  %v86 = getelementptr inbounds float, ptr %v26, i64 %v85
  %v87 = getelementptr inbounds float, ptr %v86, i64 6
  %v88 = mul i64 %v36, 12
  %v89 = getelementptr inbounds float, ptr %v26, i64 %v88
  %v90 = getelementptr inbounds float, ptr %v89, i64 9
  %v91 = mul i64 %v36, 12
  %v92 = getelementptr inbounds float, ptr %v26, i64 %v91
  %v95 = icmp slt i64 %v60, %v61
  br i1 %v95, label %b93, label %b94
b93:
  br label %b96
b96:
  %i99 = phi i64 [ %v60, %b93 ], [ %v178, %b97 ]
  %v100 = icmp slt i64 %i99, %v61
  br i1 %v100, label %b97, label %b98
b97:
  %v101 = mul i64 %i99, 12
  %v102 = getelementptr inbounds float, ptr %v63, i64 %v101
  %v103 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v102, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>, <4 x float> zeroinitializer)
  %v104 = mul i64 %i99, 3
  %v105 = getelementptr inbounds float, ptr %v65, i64 %v104
  %v106 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v105, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>, <4 x float> zeroinitializer)
  %v107 = mul i64 %i99, 3
  %v108 = getelementptr inbounds float, ptr %v67, i64 %v107
  %v109 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v108, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>, <4 x float> zeroinitializer)
  %v110 = mul i64 %i99, 3
  %v111 = getelementptr inbounds float, ptr %v20, i64 %v110
  %v112 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v111, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>, <4 x float> zeroinitializer)
  %v113 = mul i64 %i99, 12
  %v114 = getelementptr inbounds float, ptr %v70, i64 %v113
  %v115 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v114, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>, <4 x float> zeroinitializer)
  %v116 = mul i64 %i99, 12
  %v117 = getelementptr inbounds float, ptr %v73, i64 %v116
  %v118 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v117, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>, <4 x float> zeroinitializer)
  %v119 = mul i64 %i99, 3
  %v120 = getelementptr inbounds float, ptr %v22, i64 %v119
  %v121 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v120, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>, <4 x float> zeroinitializer)
  %v122 = mul i64 %i99, 12
  %v123 = getelementptr inbounds float, ptr %v76, i64 %v122
  %v124 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v123, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>, <4 x float> zeroinitializer)
  %v125 = mul i64 %i99, 3
  %v126 = getelementptr inbounds float, ptr %v79, i64 %v125
  %v127 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v126, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>, <4 x float> zeroinitializer)
  %v128 = fadd <4 x float> %v112, %v109
  %v129 = fmul <4 x float> %v128, %v103
  %v130 = fcmp ogt <4 x float> %v106, <float 0x4023000000000000, float 0x4023000000000000, float 0x4023000000000000, float 0x4023000000000000>
  %v131 = select <4 x i1> %v130, <4 x float> <float 0x4023000000000000, float 0x4023000000000000, float 0x4023000000000000, float 0x4023000000000000>, <4 x float> %v106
  %v132 = fcmp olt <4 x float> %v131, <float 0xC023000000000000, float 0xC023000000000000, float 0xC023000000000000, float 0xC023000000000000>
  %v133 = select <4 x i1> %v132, <4 x float> <float 0xC023000000000000, float 0xC023000000000000, float 0xC023000000000000, float 0xC023000000000000>, <4 x float> %v131
  %v134 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v133, <4 x float> <float 0x4007154760000000, float 0x4007154760000000, float 0x4007154760000000, float 0x4007154760000000>, <4 x float> <float 0x4168000FE0000000, float 0x4168000FE0000000, float 0x4168000FE0000000, float 0x4168000FE0000000>)
  %v135 = fsub <4 x float> %v134, <float 0x4168000FE0000000, float 0x4168000FE0000000, float 0x4168000FE0000000, float 0x4168000FE0000000>
  %v136 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v135, <4 x float> <float 0xBFD62E4300000000, float 0xBFD62E4300000000, float 0xBFD62E4300000000, float 0xBFD62E4300000000>, <4 x float> %v133)
  %v137 = bitcast <4 x float> %v134 to <4 x i32>
  %v138 = shl <4 x i32> %v137, <i32 23, i32 23, i32 23, i32 23>
  %v139 = bitcast <4 x i32> %v138 to <4 x float>
  %v140 = call <4 x float> @llvm.fma.v4f32(<4 x float> <float 0x3FB6BEC060000000, float 0x3FB6BEC060000000, float 0x3FB6BEC060000000, float 0x3FB6BEC060000000>, <4 x float> %v136, <4 x float> <float 0x3FD1227760000000, float 0x3FD1227760000000, float 0x3FD1227760000000, float 0x3FD1227760000000>)
  %v141 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v140, <4 x float> %v136, <4 x float> <float 0x3FE5556740000000, float 0x3FE5556740000000, float 0x3FE5556740000000, float 0x3FE5556740000000>)
  %v142 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v141, <4 x float> %v136, <4 x float> <float 0x3FF5554B00000000, float 0x3FF5554B00000000, float 0x3FF5554B00000000, float 0x3FF5554B00000000>)
  %v143 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v142, <4 x float> %v136, <4 x float> <float 0x3FFFFFFFE0000000, float 0x3FFFFFFFE0000000, float 0x3FFFFFFFE0000000, float 0x3FFFFFFFE0000000>)
  %v144 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v143, <4 x float> %v136, <4 x float> <float 0x4000000000000000, float 0x4000000000000000, float 0x4000000000000000, float 0x4000000000000000>)
  %v145 = fmul <4 x float> %v136, %v144
  %v146 = fsub <4 x float> %v139, <float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000>
  %v147 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v139, <4 x float> %v145, <4 x float> %v146)
  %v148 = fadd <4 x float> %v147, <float 0x4000000000000000, float 0x4000000000000000, float 0x4000000000000000, float 0x4000000000000000>
  %v149 = fdiv <4 x float> %v147, %v148
  %v150 = fneg <4 x float> %v149
  %v151 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v150, <4 x float> %v149, <4 x float> <float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000>)
  %v152 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v129, <4 x float> %v151, <4 x float> %v121)
  %v153 = fmul <4 x float> %v152, %v124
  %v154 = fmul <4 x float> %v152, %v115
  %v155 = fsub <4 x float> <float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000>, %v118
  %v156 = fmul <4 x float> %v118, %v155
  %v157 = fmul <4 x float> %v154, %v156
  %v158 = fmul <4 x float> %v152, %v127
  %v159 = fsub <4 x float> <float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000>, %v124
  %v160 = fmul <4 x float> %v124, %v159
  %v161 = fmul <4 x float> %v158, %v160
  %v162 = fmul <4 x float> %v152, %v118
  %v163 = fneg <4 x float> %v115
  %v164 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v163, <4 x float> %v115, <4 x float> <float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000>)
  %v165 = fmul <4 x float> %v162, %v164
  %v166 = fmul <4 x float> %v128, %v149
  %v167 = fsub <4 x float> <float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000>, %v103
  %v168 = fmul <4 x float> %v103, %v167
  %v169 = fmul <4 x float> %v166, %v168
  call void @llvm.masked.store.v4f32.p0(<4 x float> %v153, ptr %v120, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>)
  %v170 = mul i64 %i99, 12
  %v171 = getelementptr inbounds float, ptr %v81, i64 %v170
  call void @llvm.masked.store.v4f32.p0(<4 x float> %v157, ptr %v171, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>)
  %v172 = mul i64 %i99, 12
  %v173 = getelementptr inbounds float, ptr %v84, i64 %v172
  call void @llvm.masked.store.v4f32.p0(<4 x float> %v161, ptr %v173, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>)
  %v174 = mul i64 %i99, 12
  %v175 = getelementptr inbounds float, ptr %v87, i64 %v174
  call void @llvm.masked.store.v4f32.p0(<4 x float> %v165, ptr %v175, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>)
  %v176 = mul i64 %i99, 12
  %v177 = getelementptr inbounds float, ptr %v90, i64 %v176
  call void @llvm.masked.store.v4f32.p0(<4 x float> %v169, ptr %v177, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>)
  %v178 = add nsw i64 %i99, 1
  br label %b96
b98:
  %v179 = sub i64 %v61, %v60
  %v181 = add i64 %v179, 0
  %v182 = udiv i64 %v181, 1
  %v183 = udiv i64 %v179, %v182
  %v184 = mul i64 %v183, %v182
  %v185 = sub i64 %v179, %v184
  br label %b186
b186:
  %i189 = phi i64 [ 0, %b98 ], [ %v243, %b200 ]
  %v190 = icmp slt i64 %i189, %v182
  br i1 %v190, label %b187, label %b188
b187:
  %v191 = mul i64 %i189, %v183
  %v192 = icmp slt i64 %i189, %v185
  %v193 = select i1 %v192, i64 %i189, i64 %v185
  %v194 = add nsw i64 %v191, %v193
  %v195 = icmp slt i64 %i189, %v185
  %v196 = zext i1 %v195 to i64
  %v197 = add nsw i64 %v183, %v196
  %v198 = add nsw i64 %v60, %v194
  switch i64 %v197, label %b200 [ i64 1, label %b199 ]
b199:
  %v201 = mul i64 %v198, 12
  %v202 = getelementptr inbounds float, ptr %v92, i64 %v201
  %v203 = mul i64 0, 12
  %v204 = getelementptr inbounds float, ptr %v12, i64 %v203
  br label %b205
b205:
  %c208x0 = phi i64 [ 0, %b199 ], [ %v239, %b205 ]
  %c208x1 = phi <4 x float> [ zeroinitializer, %b199 ], [ %v238, %b205 ]
  %v209 = mul i64 %c208x0, 4
  %v210 = getelementptr inbounds float, ptr %v202, i64 %v209
  %v211 = mul i64 %c208x0, 16
  %v212 = getelementptr inbounds float, ptr %v204, i64 %v211
  %v213 = load <4 x float>, ptr %v212, align 4
  %v214 = load float, ptr %v210, align 4
  %v215 = insertelement <4 x float> poison, float %v214, i32 0
  %v216 = shufflevector <4 x float> %v215, <4 x float> poison, <4 x i32> zeroinitializer
  %v217 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v216, <4 x float> %v213, <4 x float> %c208x1)
  %v218 = getelementptr inbounds float, ptr %v212, i64 4
  %v219 = load <4 x float>, ptr %v218, align 4
  %v220 = getelementptr inbounds float, ptr %v210, i64 1
  %v221 = load float, ptr %v220, align 4
  %v222 = insertelement <4 x float> poison, float %v221, i32 0
  %v223 = shufflevector <4 x float> %v222, <4 x float> poison, <4 x i32> zeroinitializer
  %v224 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v223, <4 x float> %v219, <4 x float> %v217)
  %v225 = getelementptr inbounds float, ptr %v212, i64 8
  %v226 = load <4 x float>, ptr %v225, align 4
  %v227 = getelementptr inbounds float, ptr %v210, i64 2
  %v228 = load float, ptr %v227, align 4
  %v229 = insertelement <4 x float> poison, float %v228, i32 0
  %v230 = shufflevector <4 x float> %v229, <4 x float> poison, <4 x i32> zeroinitializer
  %v231 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v230, <4 x float> %v226, <4 x float> %v224)
  %v232 = getelementptr inbounds float, ptr %v212, i64 12
  %v233 = load <4 x float>, ptr %v232, align 4
  %v234 = getelementptr inbounds float, ptr %v210, i64 3
  %v235 = load float, ptr %v234, align 4
  %v236 = insertelement <4 x float> poison, float %v235, i32 0
  %v237 = shufflevector <4 x float> %v236, <4 x float> poison, <4 x i32> zeroinitializer
  %v238 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v237, <4 x float> %v233, <4 x float> %v231)
  %v239 = add nuw nsw i64 %c208x0, 1
  %v240 = icmp ult i64 %v239, 3
  br i1 %v240, label %b205, label %b207
b207:
  %v241 = mul i64 %v198, 3
  %v242 = getelementptr inbounds float, ptr %v20, i64 %v241
  call void @llvm.masked.store.v4f32.p0(<4 x float> %v238, ptr %v242, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>)
  br label %b200
b200:
  %v243 = add nsw i64 %i189, 1
  br label %b186
b188:
  br label %b180
b180:
  br label %b94
b94:
  %v244 = add nsw i64 %i57, 1
  br label %b54
b56:
  %v245 = add nsw i64 %i32, 1
  br label %b29
b31:
  ret void
}

define void @pack(ptr noalias %context) {
entry:
  %v1 = getelementptr ptr, ptr %context, i64 0
  %v2 = load ptr, ptr %v1, align 8
  %v3 = getelementptr ptr, ptr %context, i64 1
  %v4 = load ptr, ptr %v3, align 8
  %v5 = mul i64 0, 12
  %v6 = getelementptr inbounds float, ptr %v2, i64 %v5
  br label %b7
b7:
  %i10 = phi i64 [ 0, %entry ], [ %v17, %b8 ]
  %v11 = icmp slt i64 %i10, 3
  br i1 %v11, label %b8, label %b9
b8:
  %v12 = mul i64 %i10, 4
  %v13 = getelementptr inbounds float, ptr %v6, i64 %v12
  %v14 = mul i64 %i10, 3
  %v15 = getelementptr inbounds float, ptr %v4, i64 %v14
  %v16 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v15, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>, <4 x float> zeroinitializer)
  store <4 x float> %v16, ptr %v13, align 4
  %v17 = add nsw i64 %i10, 1
  br label %b7
b9:
  br label %b18
b18:
  %i21 = phi i64 [ 0, %b9 ], [ %v30, %b19 ]
  %v22 = icmp slt i64 %i21, 3
  br i1 %v22, label %b19, label %b20
b19:
  %v23 = getelementptr inbounds float, ptr %v6, i64 12
  %v24 = mul i64 %i21, 4
  %v25 = getelementptr inbounds float, ptr %v23, i64 %v24
  %v26 = add nsw i64 %i21, 3
  %v27 = mul i64 %v26, 3
  %v28 = getelementptr inbounds float, ptr %v4, i64 %v27
  %v29 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v28, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>, <4 x float> zeroinitializer)
  store <4 x float> %v29, ptr %v25, align 4
  %v30 = add nsw i64 %i21, 1
  br label %b18
b20:
  br label %b31
b31:
  %i34 = phi i64 [ 0, %b20 ], [ %v43, %b32 ]
  %v35 = icmp slt i64 %i34, 3
  br i1 %v35, label %b32, label %b33
b32:
  %v36 = getelementptr inbounds float, ptr %v6, i64 24
  %v37 = mul i64 %i34, 4
  %v38 = getelementptr inbounds float, ptr %v36, i64 %v37
  %v39 = add nsw i64 %i34, 6
  %v40 = mul i64 %v39, 3
  %v41 = getelementptr inbounds float, ptr %v4, i64 %v40
  %v42 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v41, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>, <4 x float> zeroinitializer)
  store <4 x float> %v42, ptr %v38, align 4
  %v43 = add nsw i64 %i34, 1
  br label %b31
b33:
  br label %b44
b44:
  %i47 = phi i64 [ 0, %b33 ], [ %v56, %b45 ]
  %v48 = icmp slt i64 %i47, 3
  br i1 %v48, label %b45, label %b46
b45:
  %v49 = getelementptr inbounds float, ptr %v6, i64 36
  %v50 = mul i64 %i47, 4
  %v51 = getelementptr inbounds float, ptr %v49, i64 %v50
  %v52 = add nsw i64 %i47, 9
  %v53 = mul i64 %v52, 3
  %v54 = getelementptr inbounds float, ptr %v4, i64 %v53
  %v55 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v54, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>, <4 x float> zeroinitializer)
  store <4 x float> %v55, ptr %v51, align 4
  %v56 = add nsw i64 %i47, 1
  br label %b44
b46:
  ret void
}
