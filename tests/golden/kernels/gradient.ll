declare void @llvm.prefetch.p0(ptr, i32, i32, i32)
declare <4 x float> @llvm.fma.v4f32(<4 x float>, <4 x float>, <4 x float>)
declare <4 x float> @llvm.masked.load.v4f32.p0(ptr, i32, <4 x i1>, <4 x float>)
declare void @llvm.masked.store.v4f32.p0(<4 x float>, ptr, i32, <4 x i1>)

define void @outer(ptr %left, i64 %ls, ptr %right, i64 %rs, ptr %result, i64 %cs, i64 %count, i64 %i0, i64 %i1, i64 %j0, i64 %j1) {
entry:
  %v1 = alloca [4096 x float], align 64
  %v2 = ptrtoint ptr %right to i64
  %v3 = mul i64 %rs, 4
  %v4 = or i64 %v2, %v3
  %v5 = and i64 %v4, 15
  %v6 = icmp ne i64 %v5, 0
  %v7 = sub i64 %i1, %i0
  %v8 = icmp sge i64 %v7, 8
  %v9 = and i1 %v6, %v8
  %v10 = sub i64 %j1, %j0
  %v11 = sdiv i64 %v10, 16
  %v12 = mul i64 %v11, 16
  %v13 = add nsw i64 %j0, %v12
  br label %b14
b14:
  %i17 = phi i64 [ %j0, %entry ], [ %v161, %b49 ]
  %v18 = icmp slt i64 %i17, %v13
  br i1 %v18, label %b15, label %b16
b15:
  %v19 = getelementptr inbounds float, ptr %right, i64 %i17
  br i1 %v9, label %b20, label %b21
b20:
  br label %b22
b22:
  %i25 = phi i64 [ 0, %b20 ], [ %v41, %b23 ]
  %v26 = icmp slt i64 %i25, %count
  br i1 %v26, label %b23, label %b24
b23:
  %v27 = mul i64 %i25, %rs
  %v28 = getelementptr inbounds float, ptr %v19, i64 %v27
  %v29 = mul i64 %i25, 16
  %v30 = getelementptr inbounds float, ptr %v1, i64 %v29
  %v31 = load <4 x float>, ptr %v28, align 4
  store <4 x float> %v31, ptr %v30, align 4
  %v32 = getelementptr inbounds float, ptr %v28, i64 4
  %v33 = load <4 x float>, ptr %v32, align 4
  %v34 = getelementptr inbounds float, ptr %v30, i64 4
  store <4 x float> %v33, ptr %v34, align 4
  %v35 = getelementptr inbounds float, ptr %v28, i64 8
  %v36 = load <4 x float>, ptr %v35, align 4
  %v37 = getelementptr inbounds float, ptr %v30, i64 8
  store <4 x float> %v36, ptr %v37, align 4
  %v38 = getelementptr inbounds float, ptr %v28, i64 12
  %v39 = load <4 x float>, ptr %v38, align 4
  %v40 = getelementptr inbounds float, ptr %v30, i64 12
  store <4 x float> %v39, ptr %v40, align 4
  %v41 = add nsw i64 %i25, 1
  br label %b22
b24:
  br label %b21
b21:
  %v42 = phi ptr [ %v19, %b15 ], [ %v1, %b24 ]
  %v43 = phi i64 [ %rs, %b15 ], [ 16, %b24 ]
  %v44 = sub i64 %i1, %i0
  %v45 = sdiv i64 %v44, 1
  %v46 = add nsw i64 %i0, %v45
  br label %b47
b47:
  %i50 = phi i64 [ %i0, %b21 ], [ %v159, %b128 ]
  %v51 = icmp slt i64 %i50, %v46
  br i1 %v51, label %b48, label %b49
b48:
  %v52 = getelementptr inbounds float, ptr %left, i64 %i50
  %v53 = udiv i64 %i50, 1
  %v54 = urem i64 %v53, 2
  %v55 = mul i64 %i50, %cs
  %v56 = getelementptr inbounds float, ptr %result, i64 %v55
  %v57 = getelementptr inbounds float, ptr %v56, i64 %i17
  %v58 = mul i64 %i50, %cs
  %v59 = getelementptr inbounds float, ptr %result, i64 %v58
  %v60 = getelementptr inbounds float, ptr %v59, i64 %i17
  %v61 = getelementptr inbounds float, ptr %v60, i64 4
  %v62 = mul i64 %i50, %cs
  %v63 = getelementptr inbounds float, ptr %result, i64 %v62
  %v64 = getelementptr inbounds float, ptr %v63, i64 %i17
  %v65 = getelementptr inbounds float, ptr %v64, i64 8
  %v66 = mul i64 %i50, %cs
  %v67 = getelementptr inbounds float, ptr %result, i64 %v66
  %v68 = getelementptr inbounds float, ptr %v67, i64 %i17
  %v69 = getelementptr inbounds float, ptr %v68, i64 12
  %v70 = getelementptr float, ptr %v57, i64 0
  call void @llvm.prefetch.p0(ptr %v70, i32 1, i32 3, i32 1)
  %v71 = getelementptr float, ptr %v61, i64 0
  call void @llvm.prefetch.p0(ptr %v71, i32 1, i32 3, i32 1)
  %v72 = getelementptr float, ptr %v65, i64 0
  call void @llvm.prefetch.p0(ptr %v72, i32 1, i32 3, i32 1)
  %v73 = getelementptr float, ptr %v69, i64 0
  call void @llvm.prefetch.p0(ptr %v73, i32 1, i32 3, i32 1)
  %v74 = getelementptr float, ptr %v69, i64 3
  call void @llvm.prefetch.p0(ptr %v74, i32 1, i32 3, i32 1)
  %v75 = sdiv i64 %count, 2
  br label %b76
b76:
  %c79x0 = phi i64 [ 0, %b48 ], [ %v123, %b77 ]
  %c79x1 = phi <4 x float> [ zeroinitializer, %b48 ], [ %v119, %b77 ]
  %c79x2 = phi <4 x float> [ zeroinitializer, %b48 ], [ %v120, %b77 ]
  %c79x3 = phi <4 x float> [ zeroinitializer, %b48 ], [ %v121, %b77 ]
  %c79x4 = phi <4 x float> [ zeroinitializer, %b48 ], [ %v122, %b77 ]
  %v80 = icmp ult i64 %c79x0, %v75
  br i1 %v80, label %b77, label %b78
b77:
  %v81 = mul i64 %c79x0, 2
  %v82 = add nsw i64 %v81, %v54
  %v83 = mul i64 %v82, %ls
  %v84 = getelementptr inbounds float, ptr %v52, i64 %v83
  %v85 = getelementptr float, ptr %v84, i64 16
  call void @llvm.prefetch.p0(ptr %v85, i32 0, i32 2, i32 1)
  %v86 = mul i64 %v81, %v43
  %v87 = getelementptr inbounds float, ptr %v42, i64 %v86
  %v88 = mul i64 %v81, %ls
  %v89 = getelementptr inbounds float, ptr %v52, i64 %v88
  %v90 = load <4 x float>, ptr %v87, align 4
  %v91 = getelementptr inbounds float, ptr %v87, i64 4
  %v92 = load <4 x float>, ptr %v91, align 4
  %v93 = getelementptr inbounds float, ptr %v87, i64 8
  %v94 = load <4 x float>, ptr %v93, align 4
  %v95 = getelementptr inbounds float, ptr %v87, i64 12
  %v96 = load <4 x float>, ptr %v95, align 4
  %v97 = load float, ptr %v89, align 4
  %v98 = insertelement <4 x float> poison, float %v97, i32 0
  %v99 = shufflevector <4 x float> %v98, <4 x float> poison, <4 x i32> zeroinitializer
  %v100 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v99, <4 x float> %v90, <4 x float> %c79x1)
  %v101 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v99, <4 x float> %v92, <4 x float> %c79x2)
  %v102 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v99, <4 x float> %v94, <4 x float> %c79x3)
  %v103 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v99, <4 x float> %v96, <4 x float> %c79x4)
  %v104 = add nsw i64 %v81, 1
  %v105 = mul i64 %v104, %v43
  %v106 = getelementptr inbounds float, ptr %v42, i64 %v105
  %v107 = mul i64 %v104, %ls
  %v108 = getelementptr inbounds float, ptr %v52, i64 %v107
  %v109 = load <4 x float>, ptr %v106, align 4
  %v110 = getelementptr inbounds float, ptr %v106, i64 4
  %v111 = load <4 x float>, ptr %v110, align 4
  %v112 = getelementptr inbounds float, ptr %v106, i64 8
  %v113 = load <4 x float>, ptr %v112, align 4
  %v114 = getelementptr inbounds float, ptr %v106, i64 12
  %v115 = load <4 x float>, ptr %v114, align 4
  %v116 = load float, ptr %v108, align 4
  %v117 = insertelement <4 x float> poison, float %v116, i32 0
  %v118 = shufflevector <4 x float> %v117, <4 x float> poison, <4 x i32> zeroinitializer
  %v119 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v118, <4 x float> %v109, <4 x float> %v100)
  %v120 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v118, <4 x float> %v111, <4 x float> %v101)
  %v121 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v118, <4 x float> %v113, <4 x float> %v102)
  %v122 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v118, <4 x float> %v115, <4 x float> %v103)
  %v123 = add nuw nsw i64 %c79x0, 1
  br label %b76
b78:
  %v124 = mul i64 %v75, 2
  %v125 = sub i64 %count, %v124
  br label %b126
b126:
  %c129x0 = phi i64 [ 0, %b78 ], [ %v150, %b127 ]
  %c129x1 = phi <4 x float> [ %c79x1, %b78 ], [ %v146, %b127 ]
  %c129x2 = phi <4 x float> [ %c79x2, %b78 ], [ %v147, %b127 ]
  %c129x3 = phi <4 x float> [ %c79x3, %b78 ], [ %v148, %b127 ]
  %c129x4 = phi <4 x float> [ %c79x4, %b78 ], [ %v149, %b127 ]
  %v130 = icmp ult i64 %c129x0, %v125
  br i1 %v130, label %b127, label %b128
b127:
  %v131 = add nsw i64 %v124, %c129x0
  %v132 = mul i64 %v131, %v43
  %v133 = getelementptr inbounds float, ptr %v42, i64 %v132
  %v134 = mul i64 %v131, %ls
  %v135 = getelementptr inbounds float, ptr %v52, i64 %v134
  %v136 = load <4 x float>, ptr %v133, align 4
  %v137 = getelementptr inbounds float, ptr %v133, i64 4
  %v138 = load <4 x float>, ptr %v137, align 4
  %v139 = getelementptr inbounds float, ptr %v133, i64 8
  %v140 = load <4 x float>, ptr %v139, align 4
  %v141 = getelementptr inbounds float, ptr %v133, i64 12
  %v142 = load <4 x float>, ptr %v141, align 4
  %v143 = load float, ptr %v135, align 4
  %v144 = insertelement <4 x float> poison, float %v143, i32 0
  %v145 = shufflevector <4 x float> %v144, <4 x float> poison, <4 x i32> zeroinitializer
  %v146 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v145, <4 x float> %v136, <4 x float> %c129x1)
  %v147 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v145, <4 x float> %v138, <4 x float> %c129x2)
  %v148 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v145, <4 x float> %v140, <4 x float> %c129x3)
  %v149 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v145, <4 x float> %v142, <4 x float> %c129x4)
  %v150 = add nuw nsw i64 %c129x0, 1
  br label %b126
b128:
  %v151 = load <4 x float>, ptr %v57, align 4
  %v152 = fadd <4 x float> %v151, %c129x1
  store <4 x float> %v152, ptr %v57, align 4
  %v153 = load <4 x float>, ptr %v61, align 4
  %v154 = fadd <4 x float> %v153, %c129x2
  store <4 x float> %v154, ptr %v61, align 4
  %v155 = load <4 x float>, ptr %v65, align 4
  %v156 = fadd <4 x float> %v155, %c129x3
  store <4 x float> %v156, ptr %v65, align 4
  %v157 = load <4 x float>, ptr %v69, align 4
  %v158 = fadd <4 x float> %v157, %c129x4
  store <4 x float> %v158, ptr %v69, align 4
  %v159 = add nsw i64 %i50, 1
  br label %b47
b49:
  %v160 = sub i64 %i1, %v46
  %v161 = add nsw i64 %i17, 16
  br label %b14
b16:
  %v162 = sub i64 %j1, %v13
  %v163 = add nsw i64 %v162, 3
  %v164 = sdiv i64 %v163, 4
  switch i64 %v164, label %b169 [ i64 1, label %b165 i64 2, label %b166 i64 3, label %b167 i64 4, label %b168 ]
b165:
  %v170 = sub i64 %v162, 0
  %v171 = insertelement <4 x i64> poison, i64 %v170, i32 0
  %v172 = shufflevector <4 x i64> %v171, <4 x i64> poison, <4 x i32> zeroinitializer
  %v173 = icmp slt <4 x i64> <i64 0, i64 1, i64 2, i64 3>, %v172
  %v174 = getelementptr inbounds float, ptr %right, i64 %v13
  br i1 %v9, label %b175, label %b176
b175:
  br label %b177
b177:
  %i180 = phi i64 [ 0, %b175 ], [ %v187, %b178 ]
  %v181 = icmp slt i64 %i180, %count
  br i1 %v181, label %b178, label %b179
b178:
  %v182 = mul i64 %i180, %rs
  %v183 = getelementptr inbounds float, ptr %v174, i64 %v182
  %v184 = mul i64 %i180, 16
  %v185 = getelementptr inbounds float, ptr %v1, i64 %v184
  %v186 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v183, i32 4, <4 x i1> %v173, <4 x float> zeroinitializer)
  store <4 x float> %v186, ptr %v185, align 4
  %v187 = add nsw i64 %i180, 1
  br label %b177
b179:
  br label %b176
b176:
  %v188 = phi ptr [ %v174, %b165 ], [ %v1, %b179 ]
  %v189 = phi i64 [ %rs, %b165 ], [ 16, %b179 ]
  %v190 = sub i64 %i1, %i0
  %v191 = sdiv i64 %v190, 1
  %v192 = add nsw i64 %i0, %v191
  br label %b193
b193:
  %i196 = phi i64 [ %i0, %b176 ], [ %v257, %b241 ]
  %v197 = icmp slt i64 %i196, %v192
  br i1 %v197, label %b194, label %b195
b194:
  %v198 = getelementptr inbounds float, ptr %left, i64 %i196
  %v199 = udiv i64 %i196, 1
  %v200 = urem i64 %v199, 2
  %v201 = mul i64 %i196, %cs
  %v202 = getelementptr inbounds float, ptr %result, i64 %v201
  %v203 = getelementptr inbounds float, ptr %v202, i64 %v13
  %v204 = getelementptr float, ptr %v203, i64 0
  call void @llvm.prefetch.p0(ptr %v204, i32 1, i32 3, i32 1)
  %v205 = getelementptr float, ptr %v203, i64 3
  call void @llvm.prefetch.p0(ptr %v205, i32 1, i32 3, i32 1)
  %v206 = sdiv i64 %count, 2
  br label %b207
b207:
  %c210x0 = phi i64 [ 0, %b194 ], [ %v236, %b208 ]
  %c210x1 = phi <4 x float> [ zeroinitializer, %b194 ], [ %v235, %b208 ]
  %v211 = icmp ult i64 %c210x0, %v206
  br i1 %v211, label %b208, label %b209
b208:
  %v212 = mul i64 %c210x0, 2
  %v213 = add nsw i64 %v212, %v200
  %v214 = mul i64 %v213, %ls
  %v215 = getelementptr inbounds float, ptr %v198, i64 %v214
  %v216 = getelementptr float, ptr %v215, i64 16
  call void @llvm.prefetch.p0(ptr %v216, i32 0, i32 2, i32 1)
  %v217 = mul i64 %v212, %v189
  %v218 = getelementptr inbounds float, ptr %v188, i64 %v217
  %v219 = mul i64 %v212, %ls
  %v220 = getelementptr inbounds float, ptr %v198, i64 %v219
  %v221 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v218, i32 4, <4 x i1> %v173, <4 x float> zeroinitializer)
  %v222 = load float, ptr %v220, align 4
  %v223 = insertelement <4 x float> poison, float %v222, i32 0
  %v224 = shufflevector <4 x float> %v223, <4 x float> poison, <4 x i32> zeroinitializer
  %v225 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v224, <4 x float> %v221, <4 x float> %c210x1)
  %v226 = add nsw i64 %v212, 1
  %v227 = mul i64 %v226, %v189
  %v228 = getelementptr inbounds float, ptr %v188, i64 %v227
  %v229 = mul i64 %v226, %ls
  %v230 = getelementptr inbounds float, ptr %v198, i64 %v229
  %v231 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v228, i32 4, <4 x i1> %v173, <4 x float> zeroinitializer)
  %v232 = load float, ptr %v230, align 4
  %v233 = insertelement <4 x float> poison, float %v232, i32 0
  %v234 = shufflevector <4 x float> %v233, <4 x float> poison, <4 x i32> zeroinitializer
  %v235 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v234, <4 x float> %v231, <4 x float> %v225)
  %v236 = add nuw nsw i64 %c210x0, 1
  br label %b207
b209:
  %v237 = mul i64 %v206, 2
  %v238 = sub i64 %count, %v237
  br label %b239
b239:
  %c242x0 = phi i64 [ 0, %b209 ], [ %v254, %b240 ]
  %c242x1 = phi <4 x float> [ %c210x1, %b209 ], [ %v253, %b240 ]
  %v243 = icmp ult i64 %c242x0, %v238
  br i1 %v243, label %b240, label %b241
b240:
  %v244 = add nsw i64 %v237, %c242x0
  %v245 = mul i64 %v244, %v189
  %v246 = getelementptr inbounds float, ptr %v188, i64 %v245
  %v247 = mul i64 %v244, %ls
  %v248 = getelementptr inbounds float, ptr %v198, i64 %v247
  %v249 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v246, i32 4, <4 x i1> %v173, <4 x float> zeroinitializer)
  %v250 = load float, ptr %v248, align 4
  %v251 = insertelement <4 x float> poison, float %v250, i32 0
  %v252 = shufflevector <4 x float> %v251, <4 x float> poison, <4 x i32> zeroinitializer
  %v253 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v252, <4 x float> %v249, <4 x float> %c242x1)
  %v254 = add nuw nsw i64 %c242x0, 1
  br label %b239
b241:
  %v255 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v203, i32 4, <4 x i1> %v173, <4 x float> zeroinitializer)
  %v256 = fadd <4 x float> %v255, %c242x1
  call void @llvm.masked.store.v4f32.p0(<4 x float> %v256, ptr %v203, i32 4, <4 x i1> %v173)
  %v257 = add nsw i64 %i196, 1
  br label %b193
b195:
  %v258 = sub i64 %i1, %v192
  br label %b169
b166:
  %v259 = sub i64 %v162, 4
  %v260 = insertelement <4 x i64> poison, i64 %v259, i32 0
  %v261 = shufflevector <4 x i64> %v260, <4 x i64> poison, <4 x i32> zeroinitializer
  %v262 = icmp slt <4 x i64> <i64 0, i64 1, i64 2, i64 3>, %v261
  %v263 = getelementptr inbounds float, ptr %right, i64 %v13
  br i1 %v9, label %b264, label %b265
b264:
  br label %b266
b266:
  %i269 = phi i64 [ 0, %b264 ], [ %v279, %b267 ]
  %v270 = icmp slt i64 %i269, %count
  br i1 %v270, label %b267, label %b268
b267:
  %v271 = mul i64 %i269, %rs
  %v272 = getelementptr inbounds float, ptr %v263, i64 %v271
  %v273 = mul i64 %i269, 16
  %v274 = getelementptr inbounds float, ptr %v1, i64 %v273
  %v275 = load <4 x float>, ptr %v272, align 4
  store <4 x float> %v275, ptr %v274, align 4
  %v276 = getelementptr inbounds float, ptr %v272, i64 4
  %v277 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v276, i32 4, <4 x i1> %v262, <4 x float> zeroinitializer)
  %v278 = getelementptr inbounds float, ptr %v274, i64 4
  store <4 x float> %v277, ptr %v278, align 4
  %v279 = add nsw i64 %i269, 1
  br label %b266
b268:
  br label %b265
b265:
  %v280 = phi ptr [ %v263, %b166 ], [ %v1, %b268 ]
  %v281 = phi i64 [ %rs, %b166 ], [ 16, %b268 ]
  %v282 = sub i64 %i1, %i0
  %v283 = sdiv i64 %v282, 1
  %v284 = add nsw i64 %i0, %v283
  br label %b285
b285:
  %i288 = phi i64 [ %i0, %b265 ], [ %v365, %b344 ]
  %v289 = icmp slt i64 %i288, %v284
  br i1 %v289, label %b286, label %b287
b286:
  %v290 = getelementptr inbounds float, ptr %left, i64 %i288
  %v291 = udiv i64 %i288, 1
  %v292 = urem i64 %v291, 2
  %v293 = mul i64 %i288, %cs
  %v294 = getelementptr inbounds float, ptr %result, i64 %v293
  %v295 = getelementptr inbounds float, ptr %v294, i64 %v13
  %v296 = mul i64 %i288, %cs
  %v297 = getelementptr inbounds float, ptr %result, i64 %v296
  %v298 = getelementptr inbounds float, ptr %v297, i64 %v13
  %v299 = getelementptr inbounds float, ptr %v298, i64 4
  %v300 = getelementptr float, ptr %v295, i64 0
  call void @llvm.prefetch.p0(ptr %v300, i32 1, i32 3, i32 1)
  %v301 = getelementptr float, ptr %v299, i64 0
  call void @llvm.prefetch.p0(ptr %v301, i32 1, i32 3, i32 1)
  %v302 = getelementptr float, ptr %v299, i64 3
  call void @llvm.prefetch.p0(ptr %v302, i32 1, i32 3, i32 1)
  %v303 = sdiv i64 %count, 2
  br label %b304
b304:
  %c307x0 = phi i64 [ 0, %b286 ], [ %v339, %b305 ]
  %c307x1 = phi <4 x float> [ zeroinitializer, %b286 ], [ %v337, %b305 ]
  %c307x2 = phi <4 x float> [ zeroinitializer, %b286 ], [ %v338, %b305 ]
  %v308 = icmp ult i64 %c307x0, %v303
  br i1 %v308, label %b305, label %b306
b305:
  %v309 = mul i64 %c307x0, 2
  %v310 = add nsw i64 %v309, %v292
  %v311 = mul i64 %v310, %ls
  %v312 = getelementptr inbounds float, ptr %v290, i64 %v311
  %v313 = getelementptr float, ptr %v312, i64 16
  call void @llvm.prefetch.p0(ptr %v313, i32 0, i32 2, i32 1)
  %v314 = mul i64 %v309, %v281
  %v315 = getelementptr inbounds float, ptr %v280, i64 %v314
  %v316 = mul i64 %v309, %ls
  %v317 = getelementptr inbounds float, ptr %v290, i64 %v316
  %v318 = load <4 x float>, ptr %v315, align 4
  %v319 = getelementptr inbounds float, ptr %v315, i64 4
  %v320 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v319, i32 4, <4 x i1> %v262, <4 x float> zeroinitializer)
  %v321 = load float, ptr %v317, align 4
  %v322 = insertelement <4 x float> poison, float %v321, i32 0
  %v323 = shufflevector <4 x float> %v322, <4 x float> poison, <4 x i32> zeroinitializer
  %v324 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v323, <4 x float> %v318, <4 x float> %c307x1)
  %v325 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v323, <4 x float> %v320, <4 x float> %c307x2)
  %v326 = add nsw i64 %v309, 1
  %v327 = mul i64 %v326, %v281
  %v328 = getelementptr inbounds float, ptr %v280, i64 %v327
  %v329 = mul i64 %v326, %ls
  %v330 = getelementptr inbounds float, ptr %v290, i64 %v329
  %v331 = load <4 x float>, ptr %v328, align 4
  %v332 = getelementptr inbounds float, ptr %v328, i64 4
  %v333 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v332, i32 4, <4 x i1> %v262, <4 x float> zeroinitializer)
  %v334 = load float, ptr %v330, align 4
  %v335 = insertelement <4 x float> poison, float %v334, i32 0
  %v336 = shufflevector <4 x float> %v335, <4 x float> poison, <4 x i32> zeroinitializer
  %v337 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v336, <4 x float> %v331, <4 x float> %v324)
  %v338 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v336, <4 x float> %v333, <4 x float> %v325)
  %v339 = add nuw nsw i64 %c307x0, 1
  br label %b304
b306:
  %v340 = mul i64 %v303, 2
  %v341 = sub i64 %count, %v340
  br label %b342
b342:
  %c345x0 = phi i64 [ 0, %b306 ], [ %v360, %b343 ]
  %c345x1 = phi <4 x float> [ %c307x1, %b306 ], [ %v358, %b343 ]
  %c345x2 = phi <4 x float> [ %c307x2, %b306 ], [ %v359, %b343 ]
  %v346 = icmp ult i64 %c345x0, %v341
  br i1 %v346, label %b343, label %b344
b343:
  %v347 = add nsw i64 %v340, %c345x0
  %v348 = mul i64 %v347, %v281
  %v349 = getelementptr inbounds float, ptr %v280, i64 %v348
  %v350 = mul i64 %v347, %ls
  %v351 = getelementptr inbounds float, ptr %v290, i64 %v350
  %v352 = load <4 x float>, ptr %v349, align 4
  %v353 = getelementptr inbounds float, ptr %v349, i64 4
  %v354 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v353, i32 4, <4 x i1> %v262, <4 x float> zeroinitializer)
  %v355 = load float, ptr %v351, align 4
  %v356 = insertelement <4 x float> poison, float %v355, i32 0
  %v357 = shufflevector <4 x float> %v356, <4 x float> poison, <4 x i32> zeroinitializer
  %v358 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v357, <4 x float> %v352, <4 x float> %c345x1)
  %v359 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v357, <4 x float> %v354, <4 x float> %c345x2)
  %v360 = add nuw nsw i64 %c345x0, 1
  br label %b342
b344:
  %v361 = load <4 x float>, ptr %v295, align 4
  %v362 = fadd <4 x float> %v361, %c345x1
  store <4 x float> %v362, ptr %v295, align 4
  %v363 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v299, i32 4, <4 x i1> %v262, <4 x float> zeroinitializer)
  %v364 = fadd <4 x float> %v363, %c345x2
  call void @llvm.masked.store.v4f32.p0(<4 x float> %v364, ptr %v299, i32 4, <4 x i1> %v262)
  %v365 = add nsw i64 %i288, 1
  br label %b285
b287:
  %v366 = sub i64 %i1, %v284
  br label %b169
b167:
  %v367 = sub i64 %v162, 8
  %v368 = insertelement <4 x i64> poison, i64 %v367, i32 0
  %v369 = shufflevector <4 x i64> %v368, <4 x i64> poison, <4 x i32> zeroinitializer
  %v370 = icmp slt <4 x i64> <i64 0, i64 1, i64 2, i64 3>, %v369
  %v371 = getelementptr inbounds float, ptr %right, i64 %v13
  br i1 %v9, label %b372, label %b373
b372:
  br label %b374
b374:
  %i377 = phi i64 [ 0, %b372 ], [ %v390, %b375 ]
  %v378 = icmp slt i64 %i377, %count
  br i1 %v378, label %b375, label %b376
b375:
  %v379 = mul i64 %i377, %rs
  %v380 = getelementptr inbounds float, ptr %v371, i64 %v379
  %v381 = mul i64 %i377, 16
  %v382 = getelementptr inbounds float, ptr %v1, i64 %v381
  %v383 = load <4 x float>, ptr %v380, align 4
  store <4 x float> %v383, ptr %v382, align 4
  %v384 = getelementptr inbounds float, ptr %v380, i64 4
  %v385 = load <4 x float>, ptr %v384, align 4
  %v386 = getelementptr inbounds float, ptr %v382, i64 4
  store <4 x float> %v385, ptr %v386, align 4
  %v387 = getelementptr inbounds float, ptr %v380, i64 8
  %v388 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v387, i32 4, <4 x i1> %v370, <4 x float> zeroinitializer)
  %v389 = getelementptr inbounds float, ptr %v382, i64 8
  store <4 x float> %v388, ptr %v389, align 4
  %v390 = add nsw i64 %i377, 1
  br label %b374
b376:
  br label %b373
b373:
  %v391 = phi ptr [ %v371, %b167 ], [ %v1, %b376 ]
  %v392 = phi i64 [ %rs, %b167 ], [ 16, %b376 ]
  %v393 = sub i64 %i1, %i0
  %v394 = sdiv i64 %v393, 1
  %v395 = add nsw i64 %i0, %v394
  br label %b396
b396:
  %i399 = phi i64 [ %i0, %b373 ], [ %v492, %b466 ]
  %v400 = icmp slt i64 %i399, %v395
  br i1 %v400, label %b397, label %b398
b397:
  %v401 = getelementptr inbounds float, ptr %left, i64 %i399
  %v402 = udiv i64 %i399, 1
  %v403 = urem i64 %v402, 2
  %v404 = mul i64 %i399, %cs
  %v405 = getelementptr inbounds float, ptr %result, i64 %v404
  %v406 = getelementptr inbounds float, ptr %v405, i64 %v13
  %v407 = mul i64 %i399, %cs
  %v408 = getelementptr inbounds float, ptr %result, i64 %v407
  %v409 = getelementptr inbounds float, ptr %v408, i64 %v13
  %v410 = getelementptr inbounds float, ptr %v409, i64 4
  %v411 = mul i64 %i399, %cs
  %v412 = getelementptr inbounds float, ptr %result, i64 %v411
  %v413 = getelementptr inbounds float, ptr %v412, i64 %v13
  %v414 = getelementptr inbounds float, ptr %v413, i64 8
  %v415 = getelementptr float, ptr %v406, i64 0
  call void @llvm.prefetch.p0(ptr %v415, i32 1, i32 3, i32 1)
  %v416 = getelementptr float, ptr %v410, i64 0
  call void @llvm.prefetch.p0(ptr %v416, i32 1, i32 3, i32 1)
  %v417 = getelementptr float, ptr %v414, i64 0
  call void @llvm.prefetch.p0(ptr %v417, i32 1, i32 3, i32 1)
  %v418 = getelementptr float, ptr %v414, i64 3
  call void @llvm.prefetch.p0(ptr %v418, i32 1, i32 3, i32 1)
  %v419 = sdiv i64 %count, 2
  br label %b420
b420:
  %c423x0 = phi i64 [ 0, %b397 ], [ %v461, %b421 ]
  %c423x1 = phi <4 x float> [ zeroinitializer, %b397 ], [ %v458, %b421 ]
  %c423x2 = phi <4 x float> [ zeroinitializer, %b397 ], [ %v459, %b421 ]
  %c423x3 = phi <4 x float> [ zeroinitializer, %b397 ], [ %v460, %b421 ]
  %v424 = icmp ult i64 %c423x0, %v419
  br i1 %v424, label %b421, label %b422
b421:
  %v425 = mul i64 %c423x0, 2
  %v426 = add nsw i64 %v425, %v403
  %v427 = mul i64 %v426, %ls
  %v428 = getelementptr inbounds float, ptr %v401, i64 %v427
  %v429 = getelementptr float, ptr %v428, i64 16
  call void @llvm.prefetch.p0(ptr %v429, i32 0, i32 2, i32 1)
  %v430 = mul i64 %v425, %v392
  %v431 = getelementptr inbounds float, ptr %v391, i64 %v430
  %v432 = mul i64 %v425, %ls
  %v433 = getelementptr inbounds float, ptr %v401, i64 %v432
  %v434 = load <4 x float>, ptr %v431, align 4
  %v435 = getelementptr inbounds float, ptr %v431, i64 4
  %v436 = load <4 x float>, ptr %v435, align 4
  %v437 = getelementptr inbounds float, ptr %v431, i64 8
  %v438 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v437, i32 4, <4 x i1> %v370, <4 x float> zeroinitializer)
  %v439 = load float, ptr %v433, align 4
  %v440 = insertelement <4 x float> poison, float %v439, i32 0
  %v441 = shufflevector <4 x float> %v440, <4 x float> poison, <4 x i32> zeroinitializer
  %v442 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v441, <4 x float> %v434, <4 x float> %c423x1)
  %v443 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v441, <4 x float> %v436, <4 x float> %c423x2)
  %v444 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v441, <4 x float> %v438, <4 x float> %c423x3)
  %v445 = add nsw i64 %v425, 1
  %v446 = mul i64 %v445, %v392
  %v447 = getelementptr inbounds float, ptr %v391, i64 %v446
  %v448 = mul i64 %v445, %ls
  %v449 = getelementptr inbounds float, ptr %v401, i64 %v448
  %v450 = load <4 x float>, ptr %v447, align 4
  %v451 = getelementptr inbounds float, ptr %v447, i64 4
  %v452 = load <4 x float>, ptr %v451, align 4
  %v453 = getelementptr inbounds float, ptr %v447, i64 8
  %v454 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v453, i32 4, <4 x i1> %v370, <4 x float> zeroinitializer)
  %v455 = load float, ptr %v449, align 4
  %v456 = insertelement <4 x float> poison, float %v455, i32 0
  %v457 = shufflevector <4 x float> %v456, <4 x float> poison, <4 x i32> zeroinitializer
  %v458 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v457, <4 x float> %v450, <4 x float> %v442)
  %v459 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v457, <4 x float> %v452, <4 x float> %v443)
  %v460 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v457, <4 x float> %v454, <4 x float> %v444)
  %v461 = add nuw nsw i64 %c423x0, 1
  br label %b420
b422:
  %v462 = mul i64 %v419, 2
  %v463 = sub i64 %count, %v462
  br label %b464
b464:
  %c467x0 = phi i64 [ 0, %b422 ], [ %v485, %b465 ]
  %c467x1 = phi <4 x float> [ %c423x1, %b422 ], [ %v482, %b465 ]
  %c467x2 = phi <4 x float> [ %c423x2, %b422 ], [ %v483, %b465 ]
  %c467x3 = phi <4 x float> [ %c423x3, %b422 ], [ %v484, %b465 ]
  %v468 = icmp ult i64 %c467x0, %v463
  br i1 %v468, label %b465, label %b466
b465:
  %v469 = add nsw i64 %v462, %c467x0
  %v470 = mul i64 %v469, %v392
  %v471 = getelementptr inbounds float, ptr %v391, i64 %v470
  %v472 = mul i64 %v469, %ls
  %v473 = getelementptr inbounds float, ptr %v401, i64 %v472
  %v474 = load <4 x float>, ptr %v471, align 4
  %v475 = getelementptr inbounds float, ptr %v471, i64 4
  %v476 = load <4 x float>, ptr %v475, align 4
  %v477 = getelementptr inbounds float, ptr %v471, i64 8
  %v478 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v477, i32 4, <4 x i1> %v370, <4 x float> zeroinitializer)
  %v479 = load float, ptr %v473, align 4
  %v480 = insertelement <4 x float> poison, float %v479, i32 0
  %v481 = shufflevector <4 x float> %v480, <4 x float> poison, <4 x i32> zeroinitializer
  %v482 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v481, <4 x float> %v474, <4 x float> %c467x1)
  %v483 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v481, <4 x float> %v476, <4 x float> %c467x2)
  %v484 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v481, <4 x float> %v478, <4 x float> %c467x3)
  %v485 = add nuw nsw i64 %c467x0, 1
  br label %b464
b466:
  %v486 = load <4 x float>, ptr %v406, align 4
  %v487 = fadd <4 x float> %v486, %c467x1
  store <4 x float> %v487, ptr %v406, align 4
  %v488 = load <4 x float>, ptr %v410, align 4
  %v489 = fadd <4 x float> %v488, %c467x2
  store <4 x float> %v489, ptr %v410, align 4
  %v490 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v414, i32 4, <4 x i1> %v370, <4 x float> zeroinitializer)
  %v491 = fadd <4 x float> %v490, %c467x3
  call void @llvm.masked.store.v4f32.p0(<4 x float> %v491, ptr %v414, i32 4, <4 x i1> %v370)
  %v492 = add nsw i64 %i399, 1
  br label %b396
b398:
  %v493 = sub i64 %i1, %v395
  br label %b169
b168:
  %v494 = sub i64 %v162, 12
  %v495 = insertelement <4 x i64> poison, i64 %v494, i32 0
  %v496 = shufflevector <4 x i64> %v495, <4 x i64> poison, <4 x i32> zeroinitializer
  %v497 = icmp slt <4 x i64> <i64 0, i64 1, i64 2, i64 3>, %v496
  %v498 = getelementptr inbounds float, ptr %right, i64 %v13
  br i1 %v9, label %b499, label %b500
b499:
  br label %b501
b501:
  %i504 = phi i64 [ 0, %b499 ], [ %v520, %b502 ]
  %v505 = icmp slt i64 %i504, %count
  br i1 %v505, label %b502, label %b503
b502:
  %v506 = mul i64 %i504, %rs
  %v507 = getelementptr inbounds float, ptr %v498, i64 %v506
  %v508 = mul i64 %i504, 16
  %v509 = getelementptr inbounds float, ptr %v1, i64 %v508
  %v510 = load <4 x float>, ptr %v507, align 4
  store <4 x float> %v510, ptr %v509, align 4
  %v511 = getelementptr inbounds float, ptr %v507, i64 4
  %v512 = load <4 x float>, ptr %v511, align 4
  %v513 = getelementptr inbounds float, ptr %v509, i64 4
  store <4 x float> %v512, ptr %v513, align 4
  %v514 = getelementptr inbounds float, ptr %v507, i64 8
  %v515 = load <4 x float>, ptr %v514, align 4
  %v516 = getelementptr inbounds float, ptr %v509, i64 8
  store <4 x float> %v515, ptr %v516, align 4
  %v517 = getelementptr inbounds float, ptr %v507, i64 12
  %v518 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v517, i32 4, <4 x i1> %v497, <4 x float> zeroinitializer)
  %v519 = getelementptr inbounds float, ptr %v509, i64 12
  store <4 x float> %v518, ptr %v519, align 4
  %v520 = add nsw i64 %i504, 1
  br label %b501
b503:
  br label %b500
b500:
  %v521 = phi ptr [ %v498, %b168 ], [ %v1, %b503 ]
  %v522 = phi i64 [ %rs, %b168 ], [ 16, %b503 ]
  %v523 = sub i64 %i1, %i0
  %v524 = sdiv i64 %v523, 1
  %v525 = add nsw i64 %i0, %v524
  br label %b526
b526:
  %i529 = phi i64 [ %i0, %b500 ], [ %v638, %b607 ]
  %v530 = icmp slt i64 %i529, %v525
  br i1 %v530, label %b527, label %b528
b527:
  %v531 = getelementptr inbounds float, ptr %left, i64 %i529
  %v532 = udiv i64 %i529, 1
  %v533 = urem i64 %v532, 2
  %v534 = mul i64 %i529, %cs
  %v535 = getelementptr inbounds float, ptr %result, i64 %v534
  %v536 = getelementptr inbounds float, ptr %v535, i64 %v13
  %v537 = mul i64 %i529, %cs
  %v538 = getelementptr inbounds float, ptr %result, i64 %v537
  %v539 = getelementptr inbounds float, ptr %v538, i64 %v13
  %v540 = getelementptr inbounds float, ptr %v539, i64 4
  %v541 = mul i64 %i529, %cs
  %v542 = getelementptr inbounds float, ptr %result, i64 %v541
  %v543 = getelementptr inbounds float, ptr %v542, i64 %v13
  %v544 = getelementptr inbounds float, ptr %v543, i64 8
  %v545 = mul i64 %i529, %cs
  %v546 = getelementptr inbounds float, ptr %result, i64 %v545
  %v547 = getelementptr inbounds float, ptr %v546, i64 %v13
  %v548 = getelementptr inbounds float, ptr %v547, i64 12
  %v549 = getelementptr float, ptr %v536, i64 0
  call void @llvm.prefetch.p0(ptr %v549, i32 1, i32 3, i32 1)
  %v550 = getelementptr float, ptr %v540, i64 0
  call void @llvm.prefetch.p0(ptr %v550, i32 1, i32 3, i32 1)
  %v551 = getelementptr float, ptr %v544, i64 0
  call void @llvm.prefetch.p0(ptr %v551, i32 1, i32 3, i32 1)
  %v552 = getelementptr float, ptr %v548, i64 0
  call void @llvm.prefetch.p0(ptr %v552, i32 1, i32 3, i32 1)
  %v553 = getelementptr float, ptr %v548, i64 3
  call void @llvm.prefetch.p0(ptr %v553, i32 1, i32 3, i32 1)
  %v554 = sdiv i64 %count, 2
  br label %b555
b555:
  %c558x0 = phi i64 [ 0, %b527 ], [ %v602, %b556 ]
  %c558x1 = phi <4 x float> [ zeroinitializer, %b527 ], [ %v598, %b556 ]
  %c558x2 = phi <4 x float> [ zeroinitializer, %b527 ], [ %v599, %b556 ]
  %c558x3 = phi <4 x float> [ zeroinitializer, %b527 ], [ %v600, %b556 ]
  %c558x4 = phi <4 x float> [ zeroinitializer, %b527 ], [ %v601, %b556 ]
  %v559 = icmp ult i64 %c558x0, %v554
  br i1 %v559, label %b556, label %b557
b556:
  %v560 = mul i64 %c558x0, 2
  %v561 = add nsw i64 %v560, %v533
  %v562 = mul i64 %v561, %ls
  %v563 = getelementptr inbounds float, ptr %v531, i64 %v562
  %v564 = getelementptr float, ptr %v563, i64 16
  call void @llvm.prefetch.p0(ptr %v564, i32 0, i32 2, i32 1)
  %v565 = mul i64 %v560, %v522
  %v566 = getelementptr inbounds float, ptr %v521, i64 %v565
  %v567 = mul i64 %v560, %ls
  %v568 = getelementptr inbounds float, ptr %v531, i64 %v567
  %v569 = load <4 x float>, ptr %v566, align 4
  %v570 = getelementptr inbounds float, ptr %v566, i64 4
  %v571 = load <4 x float>, ptr %v570, align 4
  %v572 = getelementptr inbounds float, ptr %v566, i64 8
  %v573 = load <4 x float>, ptr %v572, align 4
  %v574 = getelementptr inbounds float, ptr %v566, i64 12
  %v575 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v574, i32 4, <4 x i1> %v497, <4 x float> zeroinitializer)
  %v576 = load float, ptr %v568, align 4
  %v577 = insertelement <4 x float> poison, float %v576, i32 0
  %v578 = shufflevector <4 x float> %v577, <4 x float> poison, <4 x i32> zeroinitializer
  %v579 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v578, <4 x float> %v569, <4 x float> %c558x1)
  %v580 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v578, <4 x float> %v571, <4 x float> %c558x2)
  %v581 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v578, <4 x float> %v573, <4 x float> %c558x3)
  %v582 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v578, <4 x float> %v575, <4 x float> %c558x4)
  %v583 = add nsw i64 %v560, 1
  %v584 = mul i64 %v583, %v522
  %v585 = getelementptr inbounds float, ptr %v521, i64 %v584
  %v586 = mul i64 %v583, %ls
  %v587 = getelementptr inbounds float, ptr %v531, i64 %v586
  %v588 = load <4 x float>, ptr %v585, align 4
  %v589 = getelementptr inbounds float, ptr %v585, i64 4
  %v590 = load <4 x float>, ptr %v589, align 4
  %v591 = getelementptr inbounds float, ptr %v585, i64 8
  %v592 = load <4 x float>, ptr %v591, align 4
  %v593 = getelementptr inbounds float, ptr %v585, i64 12
  %v594 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v593, i32 4, <4 x i1> %v497, <4 x float> zeroinitializer)
  %v595 = load float, ptr %v587, align 4
  %v596 = insertelement <4 x float> poison, float %v595, i32 0
  %v597 = shufflevector <4 x float> %v596, <4 x float> poison, <4 x i32> zeroinitializer
  %v598 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v597, <4 x float> %v588, <4 x float> %v579)
  %v599 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v597, <4 x float> %v590, <4 x float> %v580)
  %v600 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v597, <4 x float> %v592, <4 x float> %v581)
  %v601 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v597, <4 x float> %v594, <4 x float> %v582)
  %v602 = add nuw nsw i64 %c558x0, 1
  br label %b555
b557:
  %v603 = mul i64 %v554, 2
  %v604 = sub i64 %count, %v603
  br label %b605
b605:
  %c608x0 = phi i64 [ 0, %b557 ], [ %v629, %b606 ]
  %c608x1 = phi <4 x float> [ %c558x1, %b557 ], [ %v625, %b606 ]
  %c608x2 = phi <4 x float> [ %c558x2, %b557 ], [ %v626, %b606 ]
  %c608x3 = phi <4 x float> [ %c558x3, %b557 ], [ %v627, %b606 ]
  %c608x4 = phi <4 x float> [ %c558x4, %b557 ], [ %v628, %b606 ]
  %v609 = icmp ult i64 %c608x0, %v604
  br i1 %v609, label %b606, label %b607
b606:
  %v610 = add nsw i64 %v603, %c608x0
  %v611 = mul i64 %v610, %v522
  %v612 = getelementptr inbounds float, ptr %v521, i64 %v611
  %v613 = mul i64 %v610, %ls
  %v614 = getelementptr inbounds float, ptr %v531, i64 %v613
  %v615 = load <4 x float>, ptr %v612, align 4
  %v616 = getelementptr inbounds float, ptr %v612, i64 4
  %v617 = load <4 x float>, ptr %v616, align 4
  %v618 = getelementptr inbounds float, ptr %v612, i64 8
  %v619 = load <4 x float>, ptr %v618, align 4
  %v620 = getelementptr inbounds float, ptr %v612, i64 12
  %v621 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v620, i32 4, <4 x i1> %v497, <4 x float> zeroinitializer)
  %v622 = load float, ptr %v614, align 4
  %v623 = insertelement <4 x float> poison, float %v622, i32 0
  %v624 = shufflevector <4 x float> %v623, <4 x float> poison, <4 x i32> zeroinitializer
  %v625 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v624, <4 x float> %v615, <4 x float> %c608x1)
  %v626 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v624, <4 x float> %v617, <4 x float> %c608x2)
  %v627 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v624, <4 x float> %v619, <4 x float> %c608x3)
  %v628 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v624, <4 x float> %v621, <4 x float> %c608x4)
  %v629 = add nuw nsw i64 %c608x0, 1
  br label %b605
b607:
  %v630 = load <4 x float>, ptr %v536, align 4
  %v631 = fadd <4 x float> %v630, %c608x1
  store <4 x float> %v631, ptr %v536, align 4
  %v632 = load <4 x float>, ptr %v540, align 4
  %v633 = fadd <4 x float> %v632, %c608x2
  store <4 x float> %v633, ptr %v540, align 4
  %v634 = load <4 x float>, ptr %v544, align 4
  %v635 = fadd <4 x float> %v634, %c608x3
  store <4 x float> %v635, ptr %v544, align 4
  %v636 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v548, i32 4, <4 x i1> %v497, <4 x float> zeroinitializer)
  %v637 = fadd <4 x float> %v636, %c608x4
  call void @llvm.masked.store.v4f32.p0(<4 x float> %v637, ptr %v548, i32 4, <4 x i1> %v497)
  %v638 = add nsw i64 %i529, 1
  br label %b526
b528:
  %v639 = sub i64 %i1, %v525
  br label %b169
b169:
  ret void
}

define void @total(ptr %left, i64 %ls, ptr %right, i64 %rs, ptr %result, i64 %cs, i64 %count, i64 %i0, i64 %i1, i64 %j0, i64 %j1) {
entry:
  %v1 = sub i64 %i1, %i0
  %v2 = sdiv i64 %v1, 4
  %v3 = mul i64 %v2, 4
  %v4 = add nsw i64 %i0, %v3
  %v5 = sub i64 %i1, %v4
  %v6 = insertelement <4 x i64> poison, i64 %v5, i32 0
  %v7 = shufflevector <4 x i64> %v6, <4 x i64> poison, <4 x i32> zeroinitializer
  %v8 = icmp slt <4 x i64> <i64 0, i64 1, i64 2, i64 3>, %v7
  %v9 = sdiv i64 %count, 4
  %v10 = mul i64 %v9, 4
  br label %b11
b11:
  %i14 = phi i64 [ 0, %entry ], [ %v72, %b56 ]
  %v15 = icmp slt i64 %i14, %v10
  br i1 %v15, label %b12, label %b13
b12:
  %v16 = add nsw i64 %i14, 1
  %v17 = add nsw i64 %i14, 2
  %v18 = add nsw i64 %i14, 3
  %v19 = mul i64 %i14, %ls
  %v20 = getelementptr inbounds float, ptr %left, i64 %v19
  %v21 = mul i64 %i14, %rs
  %v22 = getelementptr inbounds float, ptr %right, i64 %v21
  %v23 = mul i64 %v16, %ls
  %v24 = getelementptr inbounds float, ptr %left, i64 %v23
  %v25 = mul i64 %v16, %rs
  %v26 = getelementptr inbounds float, ptr %right, i64 %v25
  %v27 = mul i64 %v17, %ls
  %v28 = getelementptr inbounds float, ptr %left, i64 %v27
  %v29 = mul i64 %v17, %rs
  %v30 = getelementptr inbounds float, ptr %right, i64 %v29
  %v31 = mul i64 %v18, %ls
  %v32 = getelementptr inbounds float, ptr %left, i64 %v31
  %v33 = mul i64 %v18, %rs
  %v34 = getelementptr inbounds float, ptr %right, i64 %v33
  br label %b35
b35:
  %i38 = phi i64 [ %i0, %b12 ], [ %v54, %b36 ]
  %v39 = icmp slt i64 %i38, %v4
  br i1 %v39, label %b36, label %b37
b36:
  %v40 = getelementptr inbounds float, ptr %result, i64 %i38
  %v41 = load <4 x float>, ptr %v40, align 4
  %v42 = getelementptr inbounds float, ptr %v20, i64 %i38
  %v43 = load <4 x float>, ptr %v42, align 4
  %v44 = fadd <4 x float> %v41, %v43
  %v45 = getelementptr inbounds float, ptr %v24, i64 %i38
  %v46 = load <4 x float>, ptr %v45, align 4
  %v47 = fadd <4 x float> %v44, %v46
  %v48 = getelementptr inbounds float, ptr %v28, i64 %i38
  %v49 = load <4 x float>, ptr %v48, align 4
  %v50 = fadd <4 x float> %v47, %v49
  %v51 = getelementptr inbounds float, ptr %v32, i64 %i38
  %v52 = load <4 x float>, ptr %v51, align 4
  %v53 = fadd <4 x float> %v50, %v52
  store <4 x float> %v53, ptr %v40, align 4
  %v54 = add nsw i64 %i38, 4
  br label %b35
b37:
  %v57 = icmp slt i64 %v4, %i1
  br i1 %v57, label %b55, label %b56
b55:
  %v58 = getelementptr inbounds float, ptr %result, i64 %v4
  %v59 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v58, i32 4, <4 x i1> %v8, <4 x float> zeroinitializer)
  %v60 = getelementptr inbounds float, ptr %v20, i64 %v4
  %v61 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v60, i32 4, <4 x i1> %v8, <4 x float> zeroinitializer)
  %v62 = fadd <4 x float> %v59, %v61
  %v63 = getelementptr inbounds float, ptr %v24, i64 %v4
  %v64 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v63, i32 4, <4 x i1> %v8, <4 x float> zeroinitializer)
  %v65 = fadd <4 x float> %v62, %v64
  %v66 = getelementptr inbounds float, ptr %v28, i64 %v4
  %v67 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v66, i32 4, <4 x i1> %v8, <4 x float> zeroinitializer)
  %v68 = fadd <4 x float> %v65, %v67
  %v69 = getelementptr inbounds float, ptr %v32, i64 %v4
  %v70 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v69, i32 4, <4 x i1> %v8, <4 x float> zeroinitializer)
  %v71 = fadd <4 x float> %v68, %v70
  call void @llvm.masked.store.v4f32.p0(<4 x float> %v71, ptr %v58, i32 4, <4 x i1> %v8)
  br label %b56
b56:
  %v72 = add nsw i64 %i14, 4
  br label %b11
b13:
  br label %b73
b73:
  %i76 = phi i64 [ %v10, %b13 ], [ %v101, %b94 ]
  %v77 = icmp slt i64 %i76, %count
  br i1 %v77, label %b74, label %b75
b74:
  %v78 = mul i64 %i76, %ls
  %v79 = getelementptr inbounds float, ptr %left, i64 %v78
  %v80 = mul i64 %i76, %rs
  %v81 = getelementptr inbounds float, ptr %right, i64 %v80
  br label %b82
b82:
  %i85 = phi i64 [ %i0, %b74 ], [ %v92, %b83 ]
  %v86 = icmp slt i64 %i85, %v4
  br i1 %v86, label %b83, label %b84
b83:
  %v87 = getelementptr inbounds float, ptr %result, i64 %i85
  %v88 = load <4 x float>, ptr %v87, align 4
  %v89 = getelementptr inbounds float, ptr %v79, i64 %i85
  %v90 = load <4 x float>, ptr %v89, align 4
  %v91 = fadd <4 x float> %v88, %v90
  store <4 x float> %v91, ptr %v87, align 4
  %v92 = add nsw i64 %i85, 4
  br label %b82
b84:
  %v95 = icmp slt i64 %v4, %i1
  br i1 %v95, label %b93, label %b94
b93:
  %v96 = getelementptr inbounds float, ptr %result, i64 %v4
  %v97 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v96, i32 4, <4 x i1> %v8, <4 x float> zeroinitializer)
  %v98 = getelementptr inbounds float, ptr %v79, i64 %v4
  %v99 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v98, i32 4, <4 x i1> %v8, <4 x float> zeroinitializer)
  %v100 = fadd <4 x float> %v97, %v99
  call void @llvm.masked.store.v4f32.p0(<4 x float> %v100, ptr %v96, i32 4, <4 x i1> %v8)
  br label %b94
b94:
  %v101 = add nsw i64 %i76, 1
  br label %b73
b75:
  ret void
}

define void @diagonal(ptr %left, i64 %ls, ptr %right, i64 %rs, ptr %result, i64 %cs, i64 %count, i64 %i0, i64 %i1, i64 %j0, i64 %j1) {
entry:
  %v1 = sub i64 %i1, %i0
  %v2 = sdiv i64 %v1, 4
  %v3 = mul i64 %v2, 4
  %v4 = add nsw i64 %i0, %v3
  %v5 = sub i64 %i1, %v4
  %v6 = insertelement <4 x i64> poison, i64 %v5, i32 0
  %v7 = shufflevector <4 x i64> %v6, <4 x i64> poison, <4 x i32> zeroinitializer
  %v8 = icmp slt <4 x i64> <i64 0, i64 1, i64 2, i64 3>, %v7
  %v9 = sdiv i64 %count, 4
  %v10 = mul i64 %v9, 4
  br label %b11
b11:
  %i14 = phi i64 [ 0, %entry ], [ %v88, %b64 ]
  %v15 = icmp slt i64 %i14, %v10
  br i1 %v15, label %b12, label %b13
b12:
  %v16 = add nsw i64 %i14, 1
  %v17 = add nsw i64 %i14, 2
  %v18 = add nsw i64 %i14, 3
  %v19 = mul i64 %i14, %ls
  %v20 = getelementptr inbounds float, ptr %left, i64 %v19
  %v21 = mul i64 %i14, %rs
  %v22 = getelementptr inbounds float, ptr %right, i64 %v21
  %v23 = mul i64 %v16, %ls
  %v24 = getelementptr inbounds float, ptr %left, i64 %v23
  %v25 = mul i64 %v16, %rs
  %v26 = getelementptr inbounds float, ptr %right, i64 %v25
  %v27 = mul i64 %v17, %ls
  %v28 = getelementptr inbounds float, ptr %left, i64 %v27
  %v29 = mul i64 %v17, %rs
  %v30 = getelementptr inbounds float, ptr %right, i64 %v29
  %v31 = mul i64 %v18, %ls
  %v32 = getelementptr inbounds float, ptr %left, i64 %v31
  %v33 = mul i64 %v18, %rs
  %v34 = getelementptr inbounds float, ptr %right, i64 %v33
  br label %b35
b35:
  %i38 = phi i64 [ %i0, %b12 ], [ %v62, %b36 ]
  %v39 = icmp slt i64 %i38, %v4
  br i1 %v39, label %b36, label %b37
b36:
  %v40 = getelementptr inbounds float, ptr %result, i64 %i38
  %v41 = load <4 x float>, ptr %v40, align 4
  %v42 = getelementptr inbounds float, ptr %v20, i64 %i38
  %v43 = load <4 x float>, ptr %v42, align 4
  %v44 = getelementptr inbounds float, ptr %v22, i64 %i38
  %v45 = load <4 x float>, ptr %v44, align 4
  %v46 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v43, <4 x float> %v45, <4 x float> %v41)
  %v47 = getelementptr inbounds float, ptr %v24, i64 %i38
  %v48 = load <4 x float>, ptr %v47, align 4
  %v49 = getelementptr inbounds float, ptr %v26, i64 %i38
  %v50 = load <4 x float>, ptr %v49, align 4
  %v51 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v48, <4 x float> %v50, <4 x float> %v46)
  %v52 = getelementptr inbounds float, ptr %v28, i64 %i38
  %v53 = load <4 x float>, ptr %v52, align 4
  %v54 = getelementptr inbounds float, ptr %v30, i64 %i38
  %v55 = load <4 x float>, ptr %v54, align 4
  %v56 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v53, <4 x float> %v55, <4 x float> %v51)
  %v57 = getelementptr inbounds float, ptr %v32, i64 %i38
  %v58 = load <4 x float>, ptr %v57, align 4
  %v59 = getelementptr inbounds float, ptr %v34, i64 %i38
  %v60 = load <4 x float>, ptr %v59, align 4
  %v61 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v58, <4 x float> %v60, <4 x float> %v56)
  store <4 x float> %v61, ptr %v40, align 4
  %v62 = add nsw i64 %i38, 4
  br label %b35
b37:
  %v65 = icmp slt i64 %v4, %i1
  br i1 %v65, label %b63, label %b64
b63:
  %v66 = getelementptr inbounds float, ptr %result, i64 %v4
  %v67 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v66, i32 4, <4 x i1> %v8, <4 x float> zeroinitializer)
  %v68 = getelementptr inbounds float, ptr %v20, i64 %v4
  %v69 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v68, i32 4, <4 x i1> %v8, <4 x float> zeroinitializer)
  %v70 = getelementptr inbounds float, ptr %v22, i64 %v4
  %v71 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v70, i32 4, <4 x i1> %v8, <4 x float> zeroinitializer)
  %v72 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v69, <4 x float> %v71, <4 x float> %v67)
  %v73 = getelementptr inbounds float, ptr %v24, i64 %v4
  %v74 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v73, i32 4, <4 x i1> %v8, <4 x float> zeroinitializer)
  %v75 = getelementptr inbounds float, ptr %v26, i64 %v4
  %v76 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v75, i32 4, <4 x i1> %v8, <4 x float> zeroinitializer)
  %v77 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v74, <4 x float> %v76, <4 x float> %v72)
  %v78 = getelementptr inbounds float, ptr %v28, i64 %v4
  %v79 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v78, i32 4, <4 x i1> %v8, <4 x float> zeroinitializer)
  %v80 = getelementptr inbounds float, ptr %v30, i64 %v4
  %v81 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v80, i32 4, <4 x i1> %v8, <4 x float> zeroinitializer)
  %v82 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v79, <4 x float> %v81, <4 x float> %v77)
  %v83 = getelementptr inbounds float, ptr %v32, i64 %v4
  %v84 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v83, i32 4, <4 x i1> %v8, <4 x float> zeroinitializer)
  %v85 = getelementptr inbounds float, ptr %v34, i64 %v4
  %v86 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v85, i32 4, <4 x i1> %v8, <4 x float> zeroinitializer)
  %v87 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v84, <4 x float> %v86, <4 x float> %v82)
  call void @llvm.masked.store.v4f32.p0(<4 x float> %v87, ptr %v66, i32 4, <4 x i1> %v8)
  br label %b64
b64:
  %v88 = add nsw i64 %i14, 4
  br label %b11
b13:
  br label %b89
b89:
  %i92 = phi i64 [ %v10, %b13 ], [ %v121, %b112 ]
  %v93 = icmp slt i64 %i92, %count
  br i1 %v93, label %b90, label %b91
b90:
  %v94 = mul i64 %i92, %ls
  %v95 = getelementptr inbounds float, ptr %left, i64 %v94
  %v96 = mul i64 %i92, %rs
  %v97 = getelementptr inbounds float, ptr %right, i64 %v96
  br label %b98
b98:
  %i101 = phi i64 [ %i0, %b90 ], [ %v110, %b99 ]
  %v102 = icmp slt i64 %i101, %v4
  br i1 %v102, label %b99, label %b100
b99:
  %v103 = getelementptr inbounds float, ptr %result, i64 %i101
  %v104 = load <4 x float>, ptr %v103, align 4
  %v105 = getelementptr inbounds float, ptr %v95, i64 %i101
  %v106 = load <4 x float>, ptr %v105, align 4
  %v107 = getelementptr inbounds float, ptr %v97, i64 %i101
  %v108 = load <4 x float>, ptr %v107, align 4
  %v109 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v106, <4 x float> %v108, <4 x float> %v104)
  store <4 x float> %v109, ptr %v103, align 4
  %v110 = add nsw i64 %i101, 4
  br label %b98
b100:
  %v113 = icmp slt i64 %v4, %i1
  br i1 %v113, label %b111, label %b112
b111:
  %v114 = getelementptr inbounds float, ptr %result, i64 %v4
  %v115 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v114, i32 4, <4 x i1> %v8, <4 x float> zeroinitializer)
  %v116 = getelementptr inbounds float, ptr %v95, i64 %v4
  %v117 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v116, i32 4, <4 x i1> %v8, <4 x float> zeroinitializer)
  %v118 = getelementptr inbounds float, ptr %v97, i64 %v4
  %v119 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v118, i32 4, <4 x i1> %v8, <4 x float> zeroinitializer)
  %v120 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v117, <4 x float> %v119, <4 x float> %v115)
  call void @llvm.masked.store.v4f32.p0(<4 x float> %v120, ptr %v114, i32 4, <4 x i1> %v8)
  br label %b112
b112:
  %v121 = add nsw i64 %i92, 1
  br label %b89
b91:
  ret void
}

define void @gradients(ptr noalias %context, i64 %part, i64 %parts) {
entry:
  %v1 = getelementptr i64, ptr %context, i64 0
  %v2 = load i64, ptr %v1, align 8
  %v3 = getelementptr i64, ptr %context, i64 1
  %v4 = load i64, ptr %v3, align 8
  %v5 = getelementptr i64, ptr %context, i64 14
  br label %b6
b6:
  %i9 = phi i64 [ 0, %entry ], [ %v124, %b13 ]
  %v10 = icmp slt i64 %i9, %v2
  br i1 %v10, label %b7, label %b8
b7:
  br label %b11
b11:
  %i14 = phi i64 [ 0, %b7 ], [ %v123, %b52 ]
  %v15 = icmp slt i64 %i14, %v4
  br i1 %v15, label %b12, label %b13
b12:
  %v16 = mul i64 %i14, 10
  %v17 = getelementptr i64, ptr %v5, i64 %v16
  %v18 = getelementptr i64, ptr %v17, i64 0
  %v19 = load i64, ptr %v18, align 8
  %v20 = getelementptr ptr, ptr %v17, i64 1
  %v21 = load ptr, ptr %v20, align 8
  %v22 = getelementptr i64, ptr %v17, i64 2
  %v23 = load i64, ptr %v22, align 8
  %v24 = getelementptr i64, ptr %v17, i64 3
  %v25 = load i64, ptr %v24, align 8
  %v26 = getelementptr ptr, ptr %v17, i64 4
  %v27 = load ptr, ptr %v26, align 8
  %v28 = getelementptr i64, ptr %v17, i64 5
  %v29 = load i64, ptr %v28, align 8
  %v30 = getelementptr i64, ptr %v17, i64 6
  %v31 = load i64, ptr %v30, align 8
  %v32 = getelementptr ptr, ptr %v17, i64 7
  %v33 = load ptr, ptr %v32, align 8
  %v34 = getelementptr i64, ptr %v17, i64 8
  %v35 = load i64, ptr %v34, align 8
  %v36 = getelementptr i64, ptr %v17, i64 9
  %v37 = load i64, ptr %v36, align 8
  %v38 = mul i64 %v37, 2
  %v39 = add nsw i64 %v38, 2
  %v40 = getelementptr ptr, ptr %context, i64 %v39
  %v41 = load ptr, ptr %v40, align 8
  %v42 = add nsw i64 %v39, 1
  %v43 = getelementptr ptr, ptr %context, i64 %v42
  %v44 = load ptr, ptr %v43, align 8
  %v45 = getelementptr i64, ptr %v44, i64 %i9
  %v46 = load i64, ptr %v45, align 8
  %v47 = add nsw i64 %i9, 1
  %v48 = getelementptr i64, ptr %v44, i64 %v47
  %v49 = load i64, ptr %v48, align 8
  br label %b50
b50:
  %i53 = phi i64 [ %v46, %b12 ], [ %v122, %b71 ]
  %v54 = icmp slt i64 %i53, %v49
  br i1 %v54, label %b51, label %b52
b51:
  %v55 = mul i64 %i53, 3
  %v56 = getelementptr i64, ptr %v41, i64 %v55
  %v57 = getelementptr i64, ptr %v56, i64 0
  %v58 = load i64, ptr %v57, align 8
  %v59 = getelementptr i64, ptr %v56, i64 1
  %v60 = load i64, ptr %v59, align 8
  %v61 = getelementptr i64, ptr %v56, i64 2
  %v62 = load i64, ptr %v61, align 8
  %v63 = mul i64 %v58, %v23
  %v64 = getelementptr inbounds float, ptr %v21, i64 %v63
  %v65 = mul i64 %v60, %v29
  %v66 = getelementptr inbounds float, ptr %v27, i64 %v65
  switch i64 %v19, label %b71 [ i64 0, label %b67 i64 1, label %b68 i64 2, label %b69 i64 3, label %b70 ]
b67:
  %v72 = mul i64 %v25, %part
  %v73 = udiv i64 %v72, %parts
  %v74 = udiv i64 %v73, 1
  %v75 = icmp eq i64 %part, %parts
  %v76 = select i1 %v75, i64 %v25, i64 %v74
  %v77 = add nsw i64 %part, 1
  %v78 = mul i64 %v25, %v77
  %v79 = udiv i64 %v78, %parts
  %v80 = udiv i64 %v79, 1
  %v81 = icmp eq i64 %v77, %parts
  %v82 = select i1 %v81, i64 %v25, i64 %v80
  call void @outer(ptr %v64, i64 %v23, ptr %v66, i64 %v29, ptr %v33, i64 %v35, i64 %v62, i64 %v76, i64 %v82, i64 0, i64 %v31)
  br label %b71
b68:
  %v83 = mul i64 %v31, %part
  %v84 = udiv i64 %v83, %parts
  %v85 = udiv i64 %v84, 16
  %v86 = mul i64 %v85, 16
  %v87 = icmp eq i64 %part, %parts
  %v88 = select i1 %v87, i64 %v31, i64 %v86
  %v89 = add nsw i64 %part, 1
  %v90 = mul i64 %v31, %v89
  %v91 = udiv i64 %v90, %parts
  %v92 = udiv i64 %v91, 16
  %v93 = mul i64 %v92, 16
  %v94 = icmp eq i64 %v89, %parts
  %v95 = select i1 %v94, i64 %v31, i64 %v93
  call void @outer(ptr %v64, i64 %v23, ptr %v66, i64 %v29, ptr %v33, i64 %v35, i64 %v62, i64 0, i64 %v25, i64 %v88, i64 %v95)
  br label %b71
b69:
  %v96 = mul i64 %v25, %part
  %v97 = udiv i64 %v96, %parts
  %v98 = udiv i64 %v97, 16
  %v99 = mul i64 %v98, 16
  %v100 = icmp eq i64 %part, %parts
  %v101 = select i1 %v100, i64 %v25, i64 %v99
  %v102 = add nsw i64 %part, 1
  %v103 = mul i64 %v25, %v102
  %v104 = udiv i64 %v103, %parts
  %v105 = udiv i64 %v104, 16
  %v106 = mul i64 %v105, 16
  %v107 = icmp eq i64 %v102, %parts
  %v108 = select i1 %v107, i64 %v25, i64 %v106
  call void @total(ptr %v64, i64 %v23, ptr %v66, i64 %v29, ptr %v33, i64 %v35, i64 %v62, i64 %v101, i64 %v108, i64 0, i64 %v31)
  br label %b71
b70:
  %v109 = mul i64 %v25, %part
  %v110 = udiv i64 %v109, %parts
  %v111 = udiv i64 %v110, 16
  %v112 = mul i64 %v111, 16
  %v113 = icmp eq i64 %part, %parts
  %v114 = select i1 %v113, i64 %v25, i64 %v112
  %v115 = add nsw i64 %part, 1
  %v116 = mul i64 %v25, %v115
  %v117 = udiv i64 %v116, %parts
  %v118 = udiv i64 %v117, 16
  %v119 = mul i64 %v118, 16
  %v120 = icmp eq i64 %v115, %parts
  %v121 = select i1 %v120, i64 %v25, i64 %v119
  call void @diagonal(ptr %v64, i64 %v23, ptr %v66, i64 %v29, ptr %v33, i64 %v35, i64 %v62, i64 %v114, i64 %v121, i64 0, i64 %v31)
  br label %b71
b71:
  %v122 = add nsw i64 %i53, 1
  br label %b50
b52:
  %v123 = add nsw i64 %i14, 1
  br label %b11
b13:
  %v124 = add nsw i64 %i9, 1
  br label %b6
b8:
  ret void
}
